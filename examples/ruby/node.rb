#!/usr/bin/env ruby
# frozen_string_literal: true

# One node of a Strategos run, by docs/WIRE.md (§ are its sections).
#
#     ruby node.rb ID CONFIG.json [--key FILE] [--lie flip|split]
#
# Group is pure, Links speaks ZeroMQ, Node keeps time.
require "json"
require_relative "group"
require_relative "links"

# READY, rounds and deadlines (§4, §7), and what becomes of bad messages (§8).
class Node
  def initialize(group, links, lie)
    @group = group
    @links = links
    @lie = lie
    @ready = []
    @done = []
    @absent = [] # not waited for any more
    @reports = Hash.new { |reports, round| reports[round] = {} } # round => peer => path => order
    @tree = {} # path => order
    @faults = []
    @round = 0
    @up = clock
  end

  def live
    until left?
      1000.times { break unless @links.hear(0) { |peer, parts| take(peer, parts) } } # what has come, before time is told
      @links.remind(clock)
      advance
      @links.hear(0.01) { |peer, parts| take(peer, parts) } unless left?
    end
    puts JSON.generate("id" => @group.me, "order" => @order, "faults" => @faults)
    @links.close
  end

  private

  def clock = Process.clock_gettime(Process::CLOCK_MONOTONIC)

  def finished? = @round > @group.m

  def left?
    return false unless @started && finished?

    (@group.peers - @done - @absent).empty? || clock >= @started + (@group.m + 1) * @group.round_s
  end

  def advance
    say_ready if @readied.nil? && may_be_ready?
    start if @started.nil? && @ready.size + 1 >= @group.readies_needed && @readied
    if @started.nil? && @readied && clock >= @readied + @group.start_s + @group.round_s
      abort "node #{@group.me} did not start: no READY from #{@group.peers - @ready}"
    end
    close_round while @started && !finished? && may_close?
  end

  def may_be_ready?
    (@group.peers - @links.heard).empty? || clock >= @up + @group.start_s || @ready.size > @group.m
  end

  def say_ready
    @readied = clock
    @group.peers.each { |peer| say(peer, "ready", 0) }
  end

  def start
    @started = clock
    return unless @group.me == @group.general

    tell([@group.general] => @group.order)
    @round = @group.m + 1
    decide(@group.order)
  end

  def may_close?
    waited = @group.owing(@round) - @absent - @reports[@round].keys
    waited.empty? || clock >= @started + (@round + 1) * @group.round_s
  end

  def close_round
    @group.owing(@round).each do |peer|
      report = @reports[@round][peer]
      missed(peer) unless report || @links.cut.include?(peer)
      @group.paths(@round, peer).each { |path| @tree[path] = report&.fetch(path, nil) || @group.default }
    end
    @round += 1
    return decide(@group.fold(@tree)) if finished?

    tell(@group.paths(@round, @group.me).to_h { |path| [path, @tree[path[0..-2]]] })
  end

  def missed(peer)
    blame(peer, "late")
    @absent |= [peer]
  end

  def decide(order)
    @order = order
    @group.peers.each { |peer| say(peer, "done", @group.m) }
  end

  # This node's report of the round; a traitor's is another one for some.
  def tell(relays)
    @tree.merge!(relays)
    (@group.lieutenants - [@group.me]).each do |peer|
      lies = @lie == "flip" || (@lie == "split" && peer.even?)
      spoken = @group.orders.zip(lies ? @group.orders.rotate : @group.orders).to_h
      said = relays.map { |path, order| { "path" => path, "order" => spoken[order] } }
      say(peer, "report", @round, "relays" => said)
    end
  end

  def say(peer, type, round, more = {})
    return if @links.cut.include?(peer)

    @links.say(peer, JSON.generate({ **@group.header, "type" => type, "round" => round, "from" => @group.me, **more }))
  end

  def blame(peer, kind, round = @round)
    @faults << { "from" => peer, "round" => round, "kind" => kind }
  end

  def cut(peer, kind)
    say_ready if kind == "otherConfig" && @readied.nil?
    blame(peer, kind)
    @absent |= [peer]
    @links.shut(peer)
  end

  # A message in the order of §8's checks; nil for a link frame that is none.
  def take(peer, parts)
    fields = parts&.size == 1 && read(parts.first)
    return cut(peer, "malformed") unless fields

    version, hash, run, instance, type, round, from = fields.values_at(*HEADER)
    return cut(peer, "otherConfig") if version != 1
    return blame(peer, "otherRun") if run != @group.header["run"] || instance != 0
    return cut(peer, "otherConfig") if hash != @group.header["hash"]
    return cut(peer, "badSender") if from != peer
    return take_report(peer, round, fields["relays"]) if type == "report" && fields.size == 8

    plain = fields.size == 7 && round == { "ready" => 0, "done" => @group.m }[type]
    return cut(peer, "malformed") unless plain

    type == "ready" ? @ready |= [peer] : @done |= [peer]
  end

  HEADER = %w[version hash run instance type round from].freeze

  # The fields of a canonical header, or nil.
  def read(text)
    text = text.dup.force_encoding("UTF-8") # it came as bytes, and bytes equal no text beyond ASCII
    return unless text.valid_encoding?

    fields = JSON.parse(text)
    whole = fields.is_a?(Hash) && fields.keys.first(7) == HEADER && fields.values_at(*HEADER.values_at(0, 3, 5, 6)).all?(Integer)
    fields if whole && JSON.generate(fields) == text
  rescue JSON::JSONError
    nil
  end

  def take_report(peer, round, relays)
    return blame(peer, "badRound", round) unless round.between?(0, @group.m) && round.zero? == (peer == @group.general)
    return cut(peer, "malformed") unless relays.is_a?(Array) && relays.all? { |relay| relay?(relay) }

    told = relays.to_h { |relay| relay.values_at("path", "order") }
    places = relays.map { |relay| @group.paths(round, peer).index(relay["path"]) }
    if places.compact.each_cons(2).any? { |before, after| before >= after }
      cut(peer, "malformed")
    else
      keep(peer, round, told, places)
    end
  end

  def relay?(relay)
    relay.is_a?(Hash) && relay.keys == %w[path order] && relay["order"].is_a?(String) &&
      relay["path"].is_a?(Array) && relay["path"].all?(Integer)
  end

  def keep(peer, round, told, places)
    held = @reports[round][peer]
    return held[:raw] == told || blame(peer, "duplicate", round) if held
    return blame(peer, "closedRound", round) if round < @round

    blame(peer, "badPath", round) if places.include?(nil)
    blame(peer, "badOrder", round) unless (told.values - @group.orders).empty?
    blame(peer, "missingPath", round) if places.compact.size < @group.paths(round, peer).size
    good = places.include?(nil) ? {} : told.select { |_, order| @group.orders.include?(order) }
    @reports[round][peer] = { raw: told, **good }
  end
end

if $PROGRAM_NAME == __FILE__
  begin
    id, file, *flags = ARGV
    flags = flags.each_slice(2).to_h
    config = JSON.parse(File.read(file.to_s, encoding: "UTF-8"))
    raise "#{file} must have wire: json" if config["wire"] != "json"
    raise "#{file} must be of protocol om, with listed orders" if config.fetch("protocol", "om") != "om" || config["orders"] == "any"

    group = Group.new(Integer(id), config)
    key = JSON.parse(File.read(flags["--key"])) if flags["--key"]
    links = Links.new(group, key)
  rescue StandardError => e
    abort "node.rb: #{e.message}"
  end
  Node.new(group, links, flags["--lie"]).live
end
