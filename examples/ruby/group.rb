# frozen_string_literal: true

require "digest"
require "json"

# Who takes part, what they may say, and what it comes to.
class Group
  attr_reader :me, :nodes, :ids, :peers, :general, :m, :lieutenants, :orders, :default, :order, :header, :round_s, :start_s

  def initialize(me, config)
    @me = me
    @nodes = config["nodes"].sort_by { |node| node["id"] }.to_h { |node| [node["id"], node] }
    @ids = @nodes.keys
    @peers = @ids - [me]
    @general = config.fetch("general", @ids.first)
    @lieutenants = @ids - [@general]
    @m = config.fetch("m", (@ids.size - 1) / 3)
    @orders = config.fetch("orders", %w[retreat attack])
    @default = config.fetch("default", "retreat")
    @order = config.fetch("order", (@orders - [@default]).first)
    @round_s = seconds(config["roundTimeout"])
    @start_s = seconds(config.fetch("startTimeout", "60s"))
    @header = { "version" => 1, "hash" => hash_of(config), "run" => config.fetch("run", "1"), "instance" => 0 }
  end

  # n > 3m starts on n - m nodes, fewer start on all (§7).
  def readies_needed = @ids.size > 3 * @m ? @ids.size - @m : @ids.size

  # The paths of `sender`'s report, in canonical order (§5).
  def paths(round, sender)
    return [[@general]] if round.zero?

    (@lieutenants - [sender]).permutation(round - 1).map { |hops| [@general, *hops, sender] }.sort_by(&:reverse)
  end

  # Who owes this node a report of the round.
  def owing(round) = round.zero? ? [@general] - [@me] : @lieutenants - [@me]

  # Strict majorities, from the leaves up (§7).
  def fold(tree, path = [@general])
    return tree[path] if path.size == @m + 1

    votes = (@lieutenants - path).map { |id| fold(tree, [*path, id]) }
    votes.tally.find { |_, count| 2 * count > votes.size }&.first || @default
  end

  private

  def seconds(text)
    number, unit = text.match(/\A([\d.]+)(ms|s|m)\z/).captures
    (number.to_f * { "ms" => 1, "s" => 1000, "m" => 60_000 }[unit]).round / 1000.0
  end

  def hash_of(config) # §6
    public_parts = @nodes.values.map { |node| node.slice("address", "id", "publicKey", "signingKey") }
    Digest::SHA256.hexdigest(JSON.generate(
      "default" => @default, "general" => @general, "m" => @m, "nodes" => public_parts, "orders" => @orders,
      "protocol" => "om", "roundTimeout" => (@round_s * 1000).round, "run" => config.fetch("run", "1"),
      "wire" => config.fetch("wire")
    ))
  end
end
