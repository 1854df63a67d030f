-- Delivers the webhooks of a file, "signature TAB body" a line, each under an id of its own.
local shares = 0

function setup(thread)
  thread:set("share", shares)
  shares = shares + 1
end

function init(args)
  local threads = tonumber(args[2])
  heads, tails = {}, {}
  local number = 0
  for line in io.lines(args[1]) do
    if number % threads == share then
      local signature, body = line:match("^([^\t]+)\t(.*)$")
      heads[#heads + 1] = args[4]:gsub("\\r\\n", "\r\n") .. "X-Shopify-Hmac-Sha256: " .. signature .. "\r\nContent-Length: " .. #body
        .. "\r\nX-Shopify-Webhook-Id: " .. args[3] .. "-" .. share .. "-"
      tails[#tails + 1] = "\r\n\r\n" .. body
    end
    number = number + 1
  end
  at = 0
end

function request()
  at = at + 1
  local place = at % #heads + 1
  return heads[place] .. string.format("%012d", at) .. tails[place]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('RESULT {"requests": %d, "seconds": %f, "p50": %f, "p99": %f, "errors": %d}\n', summary.requests,
    summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
