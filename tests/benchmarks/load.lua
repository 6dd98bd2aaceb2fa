-- One kind of request, and the percentiles that the program's own table lacks.
local body = os.getenv("LOAD_BODY")
if body and body ~= "" then
  wrk.method = "POST"
  wrk.body = body
  wrk.headers["Content-Type"] = "application/json"
end
wrk.headers["Accept-Encoding"] = "gzip"
wrk.headers["Sec-Fetch-Site"] = "same-origin"

function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    "\nRESULT {\"requests\": %d, \"seconds\": %f, \"bytes\": %d, \"p50\": %f, \"p95\": %f, \"p99\": %f, \"errors\": %d}\n",
    summary.requests, summary.duration / 1e6, summary.bytes, latency:percentile(50) / 1000, latency:percentile(95) / 1000,
    latency:percentile(99) / 1000, e.connect + e.read + e.write + e.status + e.timeout))
end
