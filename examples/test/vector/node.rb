# A right node of interactive consistency for `strategos test --protocol vector`, JSON: an OM(m) for each node's value.
require "json"
$stdout.sync = true

def read
  line = $stdin.gets
  line ? JSON.parse(line) : exit
end

def majority(votes, default)
  votes.find { |v| 2 * votes.count(v) > votes.size } || default
end

def play(id, nodes, m, orders, default, order)
  told, paths = {}, [] # path: what its last node told me; the paths of this turn, the first id says whose value it is
  at = ->(path) { told.fetch(path, default) }
  below = ->(path) { (nodes - path - [id]).map { |i| path + [i] } }
  # the majority of my own word and of what everybody else's comes to
  fold = ->(path) { path.size > m ? at[path] : majority([at[path]] + below[path].map(&fold), default) }

  (0..m + 1).each do |round|
    read["heard"].each do |one|
      path = one["path"]
      is_sound = paths.include?(path) && path.last == one["from"] && orders.include?(one["order"])
      told[path] ||= one["order"] if is_sound
    end
    tell = paths.flat_map { |path| below[path].map { |p| { to: p.last, path: path + [id], order: at[path] } } }
    tell = (nodes - [id]).map { |i| { to: i, path: [id], order: order } } if round == 0
    paths = round == 0 ? below[[]] : paths.flat_map(&below)
    decide = nodes.to_h { |i| [i, i == id ? order : fold[[i]]] } if round > m
    puts JSON.generate(round > m ? { decide: decide } : { tell: tell })
  end
end

loop { play(*read.values_at("id", "nodes", "m", "orders", "default", "order")) }
