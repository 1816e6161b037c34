# A right node of the phase king for `strategos test --protocol king`, JSON.
require "json"
$stdout.sync = true

def read
  line = $stdin.gets
  line ? JSON.parse(line) : exit
end

def most(votes) # what was told most often, and how often
  votes.tally.max_by { |_, count| count } || [nil, 0]
end

def play(id, nodes, general, m, orders, default, order)
  value, proposal, is_sure = id == general ? order : default, nil, false
  others = nodes - [id]
  say = ->(what, to) { puts JSON.generate(tell: what ? to.map { |i| { to: i, path: [id], order: what } } : []) }
  hear = lambda do # what each of the others told in the round before
    read["heard"].each_with_object({}) do |one, told|
      is_sound = one["path"] == [one["from"]] && others.include?(one["from"]) && orders.include?(one["order"])
      told[one["from"]] ||= one["order"] if is_sound
    end
  end

  hear.call
  say[id == general ? order : nil, others]
  told = hear.call
  value = told.fetch(general, default) unless id == general
  nodes.first(m + 1).each do |king| # a phase each: values, proposals, the king's value
    say[value, others]
    told = hear.call
    what, count = most([value] + others.map { |i| told.fetch(i, default) })
    proposal = count >= nodes.size - m ? what : nil
    say[proposal, others]
    votes = hear.call.values + [proposal].compact
    what, count = most(votes)
    value = what if count > m
    is_sure = votes.count(value) >= nodes.size - m
    say[king == id ? value : nil, others]
    told = hear.call
    value = told.fetch(king, default) unless king == id || is_sure
  end
  puts JSON.generate(decide: id == general ? order : value)
end

loop { play(*read.values_at("id", "nodes", "general", "m", "orders", "default", "order")) }
