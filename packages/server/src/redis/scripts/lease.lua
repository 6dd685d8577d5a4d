-- Asks to bring a record in line with the database. Those who ask at once share one lease: all of them read after it
-- was given. A record that is believed needs none.  KEYS: the record, its gate.  ARGV: era, a name for a lease, its life
local gate = redis.call('GET', KEYS[2])
if gate and string.sub(gate, 1, 5) == 'fence' then return { 'fenced' } end
local record = load(KEYS[1])
local state = record and standing(record, ARGV[1])
if state == 'held' then return { 'held' } end
if not gate then
  gate = ARGV[2]
  redis.call('SET', KEYS[2], gate, 'PX', ARGV[3])
end
if not record then return { 'leased', gate, lineage() } end
return { 'leased', gate, lineage(), session(state == 'lost' and 'lost' or 'exact', record) }
