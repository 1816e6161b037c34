# frozen_string_literal: true

require "ffi-rzmq"
require "json"
require "securerandom"

# Sockets, keys, and which link is whose (§1 to §3).
class Links
  HELLO_S = 0.25
  ENFORCE_DOMAIN = 93 # the binding has no name for it, and its setsockopt refuses it: the handler is bound first (§2)

  attr_reader :heard, :cut

  def initialize(group, key)
    @group = group
    @key = key
    @made = {} # nonce => [routing id, peer]: what this node asked
    @challenge = {} # peer => nonce: what a peer asked last
    @claims = Hash.new { |claims, peer| claims[peer] = [] } # peer => routing ids that say they are it
    @proved = {} # peer => routing id
    @owed = Hash.new { |owed, peer| owed[peer] = [] }
    @heard = []
    @cut = []
    @hello_at = 0
    @patience = [2.0, 0.4 * group.peers.size].max + 2
    @redial = group.peers.to_h { |peer| [peer, { after: @patience, at: nil }] }
    open
  end

  # Hears what has come, at most `wait_s` later; yields each message as peer and parts.
  def hear(wait_s, &take)
    @poller.poll((wait_s * 1000).ceil)
    @poller.readables.each do |socket|
      parts = []
      next if socket.recv_strings(parts, ZMQ::DONTWAIT).negative?

      case socket
      when @zap then admit(parts)
      when @router then at_listener(parts)
      else from_peer(@dealers.key(socket), parts, &take)
      end
    end
    @poller.readables.any?
  end

  def say(peer, message)
    @owed[peer] << message
    answer(@proved[peer], message) if @proved[peer]
  end

  # Nothing more is heard from this peer, or sent to it (§8).
  def shut(peer)
    @cut << peer
    @poller.deregister_readable(@dealers[peer])
    @dealers[peer].close
    @owed.delete(peer)
  end

  # Hellos to whoever is not heard; and a dealer that met a refusal dials only if told to (§3).
  def remind(now)
    return if now < @hello_at

    @hello_at = now + HELLO_S
    (@group.peers - @heard - @cut).each do |peer|
      dealer = @dealers[peer]
      dealer.send_string(link_frame("hello", peer), ZMQ::DONTWAIT)
      again = @redial[peer]
      again[:at] ||= now + again[:after]
      next if now < again[:at]

      again.update(after: again[:after] * 2, at: nil)
      address = @group.nodes[peer]["address"]
      dealer.disconnect(address)
      dealer.connect(address)
    end
  end

  # LINGER lets what is owed leave, once every socket is closed and the context is ended (§7).
  def close
    [@zap, @router, *@dealers.values].each(&:close)
    @context.terminate
  end

  private

  def open
    @context = ZMQ::Context.new
    @zap = @context.socket(ZMQ::REP)
    must(@zap.bind("inproc://zeromq.zap.01"))
    @router = @context.socket(ZMQ::ROUTER)
    set(@router, ZMQ::LINGER => 500, ZMQ::SNDHWM => 0, ZMQ::MAXMSGSIZE => 1216, ZMQ::PROBE_ROUTER => 1)
    set(@router, ZMQ::CURVE_SERVER => 1, ZMQ::CURVE_SECRETKEY => @key["secretKey"], ZMQ::ZAP_DOMAIN => "strategos") if @key
    address = @group.nodes.fetch(@group.me)["address"]
    must(@router.bind(address), address)
    @dealers = @group.peers.to_h { |peer| [peer, dial(@group.nodes[peer])] }
    @poller = ZMQ::Poller.new
    [@zap, @router, *@dealers.values].each { |socket| @poller.register_readable(socket) }
  end

  def dial(node)
    dealer = @context.socket(ZMQ::DEALER)
    set(dealer, ZMQ::LINGER => 0, ZMQ::RECONNECT_IVL => 5, ZMQ::RECONNECT_IVL_MAX => 100)
    if @key
      set(dealer, ZMQ::CURVE_SERVERKEY => node["publicKey"], ZMQ::CURVE_PUBLICKEY => @key["publicKey"],
                  ZMQ::CURVE_SECRETKEY => @key["secretKey"])
    end
    must(dealer.connect(node["address"]))
    dealer
  end

  def set(socket, options) = options.each { |option, value| must(socket.setsockopt(option, value)) }

  # The binding returns -1 where others raise.
  def must(code, what = "ZeroMQ") = code.negative? ? raise("#{what}: #{ZMQ::Util.error_string}") : code

  def admit(request) # §2
    version, id, _domain, _address, _routing, mechanism, client = request
    known = mechanism == "CURVE" && @group.peers.any? { |peer| z85(client) == @group.nodes[peer]["publicKey"] }
    @zap.send_strings([version, id, known ? "200" : "400", "", "", ""])
  end

  DIGITS = [*"0".."9", *"a".."z", *"A".."Z", *".-:+=^!/*?&<>()[]{}@%$#".chars].freeze

  def z85(bytes) # ZeroMQ RFC 32: four bytes are five digits
    bytes.unpack("N*").map { |word| 4.downto(0).map { |power| DIGITS[word / 85**power % 85] }.join }.join
  end

  def link_frame(kind, to, more = {}) = frame(kind, @group.me, to, more)

  def frame(kind, from, to, more = {})
    JSON.generate({ "link" => kind, "version" => 1, "from" => from, "to" => to, **more })
  end

  def answer(routing_id, message) = @router.send_strings([routing_id, message], ZMQ::DONTWAIT)

  # Hellos; everything else is dropped.
  def at_listener(parts)
    routing_id, *said = parts
    peer = @group.peers.find { |one| said == [frame("hello", one, @group.me)] }
    return if peer.nil? || @cut.include?(peer)

    nonce = SecureRandom.hex(33)
    @made[nonce] = [routing_id, peer]
    answer(routing_id, link_frame("challenge", peer, "nonce" => nonce))
    @claims[peer] = (@claims[peer] - [routing_id] + [routing_id]).last(8)
    prove(peer, [routing_id])
  end

  # Repeats the peer's nonce to links that say they are it.
  def prove(peer, routing_ids)
    proof = link_frame("proof", peer, "nonce" => @challenge[peer]) if @challenge[peer]
    routing_ids.each { |routing_id| answer(routing_id, proof) } if proof
  end

  def from_peer(peer, parts)
    if parts == [""] # a probe: the link is up
      @challenge.delete(peer)
      @heard.delete(peer)
      @dealers[peer].send_string(link_frame("hello", peer), ZMQ::DONTWAIT)
    elsif parts.size == 1 && parts.first.start_with?('{"link":"')
      nonce = parts.first[/"nonce":"(\h{66})"}\z/, 1]
      case parts.first
      when frame("challenge", peer, @group.me, "nonce" => nonce) then challenged(peer, nonce)
      when frame("proof", peer, @group.me, "nonce" => nonce) then proven(peer, nonce)
      else yield peer, nil
      end
    else
      yield peer, parts
    end
  end

  def challenged(peer, nonce)
    @challenge[peer] = nonce
    prove(peer, [@proved[peer], *@claims[peer]].compact.uniq)
  end

  def proven(peer, nonce)
    routing_id, claimed = @made[nonce]
    return if claimed != peer # an earlier process may have made this nonce

    @heard |= [peer]
    @redial[peer] = { after: @patience, at: nil }
    return if @proved[peer] == routing_id

    @proved[peer] = routing_id
    @owed[peer].each { |message| answer(routing_id, message) }
  end
end
