/// What can be fuzzed: one body for each parser and each machine that bytes from outside reach.
///
/// A body takes any bytes. It traps (`expect`) where an invariant does not hold, and is otherwise
/// silent. The program under `Fuzz/` hands it what libFuzzer makes up; the tests hand it the
/// seeds and the regressions.
package enum FuzzTarget: String, CaseIterable, Sendable {
    case stun
    case ice
    case rtp
    case rtcp
    case reception
    case vp8
    case assembler
    case sdp
    case fragment
    case negotiation
    case dtls
    case srtp
    case demux
    case peer
    case layout
    case playout
    case tile

    /// Runs one input.
    package func run(_ bytes: Span<UInt8>) {
        switch self {
        case .stun: Self.stun(bytes)
        case .ice: Self.ice(bytes)
        case .rtp: Self.rtp(bytes)
        case .rtcp: Self.rtcp(bytes)
        case .reception: Self.reception(bytes)
        case .vp8: Self.vp8(bytes)
        case .assembler: Self.assembler(bytes)
        case .sdp: Self.sdp(bytes)
        case .fragment: Self.fragment(bytes)
        case .negotiation: Self.negotiation(bytes)
        case .dtls: Self.dtls(bytes)
        case .srtp: Self.srtp(bytes)
        case .demux: Self.demux(bytes)
        case .peer: Self.peer(bytes)
        case .layout: Self.layout(bytes)
        case .playout: Self.playout(bytes)
        case .tile: Self.tile(bytes)
        }
    }

    /// The same for a C function with libFuzzer's signature.
    package func run(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
        run(UnsafeBufferPointer(start: start, count: count).span)
        return 0
    }
}

/// Traps, with words in optimised builds too, unless an invariant holds.
func expect(_ holds: Bool, _ invariant: StaticString) {
    if !holds { fatalError("broken invariant: \(invariant)") }
}
