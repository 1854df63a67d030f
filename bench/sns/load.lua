-- Posts the notifications of a file, one a line, each once; every 50th time one that was posted before, as SNS does at times.
local shares = 0

function setup(thread)
  thread:set("share", shares)
  shares = shares + 1
end

function init(args)
  local threads = tonumber(args[2])
  requests = {}
  local head = args[3]:gsub("\\r\\n", "\r\n")
  local number = 0
  for line in io.lines(args[1]) do
    if number % threads == share then
      requests[#requests + 1] = head .. "Content-Length: " .. #line .. "\r\n\r\n" .. line
    end
    number = number + 1
  end
  at, asked = 0, 0
end

function request()
  asked = asked + 1
  if asked % 50 == 0 and at > 25 then return requests[at - 25] end
  at = at + 1
  -- None is left: what is posted then is refused, and the run fails.
  return requests[at] or "POST /none HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n"
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('RESULT {"requests": %d, "seconds": %f, "p50": %f, "p99": %f, "errors": %d}\n', summary.requests,
    summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
