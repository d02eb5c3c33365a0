-- What staff send in a morning: of seven requests two are new messages, three change an option or a tone, two open pages.
local cookie, csrf = os.getenv("DESK_COOKIE"), os.getenv("DESK_CSRF")
local order = os.getenv("DESK_ORDER")
local number = 0
local texts = {
  "Hello, my parcel %d has not arrived yet, it is three weeks late, where is it?",
  "Bom dia, o pedido %d ainda não chegou, quero o meu dinheiro de volta!",
  "Наушники %d сломались через два дня, что мне делать?",
  "The lamp %d arrived broken, the glass is in pieces. I want a refund or I open a dispute.",
  "你好，订单%d少了一个零件，请补发。",
}

local function encoded(text)
  return (text:gsub("[^%w]", function(letter) return string.format("%%%02X", letter:byte()) end))
end

local headers = {
  ["Content-Type"] = "application/x-www-form-urlencoded", ["Cookie"] = cookie, ["x-csrf-token"] = csrf, ["Accept"] = "text/html",
}

local thread = 0
function setup(one) one:set("offset", thread * 1000000) thread = thread + 1 end

request = function()
  number = number + 1
  local turn = number % 7
  if turn == 5 then return wrk.format("GET", "/", { ["Cookie"] = cookie }) end
  if turn == 6 then return wrk.format("GET", "/cases", { ["Cookie"] = cookie }) end
  local message = number - math.max(0, turn - 1)
  local text = string.format(texts[message % #texts + 1], (offset or 0) + message)
  local body = "text=" .. encoded(text) .. "&parts=said,draft,findings,plan&order=" .. encoded(order)
  if turn == 2 then body = body .. "&option=1" end
  if turn == 3 then body = body .. "&tone=formal" end
  if turn == 4 then body = body .. "&channel=chat" end
  return wrk.format("POST", "/draft", headers, body)
end

-- How long one of the staff looks before the next click, in milliseconds.
local pause = tonumber(os.getenv("DESK_PAUSE") or "0")
if pause > 0 then delay = function() return math.random(pause / 2, pause * 1.5) end end

done = function(summary, latency)
  io.write(string.format("RESULT %d %.1f %.1f %.1f %d\n", summary.requests, latency:percentile(50) / 1000,
    latency:percentile(95) / 1000, latency:percentile(99) / 1000,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
