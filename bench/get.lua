-- wrk: ask for the addresses listed in the file $PATHS in turn, with $COOKIE and $HOST; print one line.
local paths = {}
for line in io.lines(os.getenv("PATHS")) do paths[#paths + 1] = line end
local headers = { ["Host"] = os.getenv("HOST"), ["Cookie"] = os.getenv("COOKIE") }
local place = 0
request = function()
  place = place + 1
  return wrk.format("GET", paths[(place - 1) % #paths + 1], headers)
end
done = function(summary, latency, _)
  local e = summary.errors
  io.write(string.format("RESULT %.3f %.1f %d %d\n", latency:percentile(50) / 1000,
    summary.requests / (summary.duration / 1e6), summary.requests, e.connect + e.read + e.write + e.status + e.timeout))
end
