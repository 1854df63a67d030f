-- Replays the requests of a file, each thread its own share, and prints what came of it as one line of JSON.
local shares = 0

function setup(thread)
  thread:set("share", shares)
  shares = shares + 1
end

function init(args)
  local threads = tonumber(args[2])
  requests = {}
  local number = 0
  for path in io.lines(args[1]) do
    if number % threads == share then
      -- From parts of the internet so far from each other that none is a burst.
      local address = string.format("%d.%d.%d.7", 11 + number % 200, math.floor(number / 200) % 256, math.floor(number / 51200))
      requests[#requests + 1] = "GET " .. path .. " HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: " .. args[3] ..
        "\r\nX-Forwarded-For: " .. address .. "\r\n\r\n"
    end
    number = number + 1
  end
  at = 0
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('RESULT {"requests": %d, "seconds": %f, "p50": %f, "p99": %f, "errors": %d}\n', summary.requests,
    summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
