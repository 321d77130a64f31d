/// One ICE candidate (RFC 8445 §5.1.1) as it stands in SDP (RFC 8839 §5.1).
package struct Candidate: Hashable, Sendable {
    /// How the candidate was found.
    package enum Kind: String, Hashable, Sendable {
        case host
        case serverReflexive = "srflx"
        case peerReflexive = "prflx"
        case relayed = "relay"

        /// RFC 8445 §5.1.2.2: the recommended type preferences.
        package var preference: UInt32 {
            switch self {
            case .host: 126
            case .peerReflexive: 110
            case .serverReflexive: 100
            case .relayed: 0
            }
        }
    }

    /// The transport protocol; of TCP the role of RFC 6544 is kept.
    package enum Transport: Hashable, Sendable {
        case udp
        case tcpActive
        case tcpPassive
        case tcpSimultaneousOpen
    }

    package var foundation: String
    /// 1 for RTP (and RTCP multiplexed with it), 2 for RTCP on its own port.
    package var component: UInt8
    package var transport: Transport
    package var priority: UInt32
    package var address: TransportAddress
    package var kind: Kind
    /// The base of a reflexive or relayed candidate (`raddr`, `rport`).
    package var relatedAddress: TransportAddress?

    package init(
        foundation: String,
        component: UInt8 = 1,
        transport: Transport = .udp,
        priority: UInt32,
        address: TransportAddress,
        kind: Kind,
        relatedAddress: TransportAddress? = nil,
    ) {
        self.foundation = foundation
        self.component = component
        self.transport = transport
        self.priority = priority
        self.address = address
        self.kind = kind
        self.relatedAddress = relatedAddress
    }

    /// A UDP host candidate for RTP and RTCP on one port.
    ///
    /// - Parameters:
    ///   - address: where datagrams are received.
    ///   - order: 0 for the address preferred most; each address of a host has its own.
    package static func host(_ address: TransportAddress, order: Int = 0) -> Candidate {
        let localPreference = UInt32(65_535 - min(max(order, 0), 65_535))
        return Candidate(
            foundation: foundation(kind: .host, address: address),
            priority: priority(kind: .host, localPreference: localPreference, component: 1),
            address: address,
            kind: .host,
        )
    }

    /// RFC 8445 §5.1.2.1.
    package static func priority(
        kind: Kind,
        localPreference: UInt32,
        component: UInt8,
    ) -> UInt32 {
        kind.preference << 24 + min(localPreference, 65_535) << 8 + (256 - UInt32(component))
    }

    /// RFC 8445 §5.1.1.3: equal for candidates of one type, base address and transport.
    ///
    /// A hash of those (FNV-1a), so that it needs no table.
    private static func foundation(kind: Kind, address: TransportAddress) -> String {
        var hash: UInt32 = 0x811C_9DC5
        func mix(_ value: UInt64) {
            for shift in stride(from: UInt64(0), to: 64, by: 8) {
                hash = (hash ^ UInt32(truncatingIfNeeded: value >> shift & 0xFF)) &* 0x0100_0193
            }
        }
        mix(UInt64(kind.preference) << 8 | UInt64(address.family.rawValue))
        mix(address.high)
        mix(address.low)
        return String(hash)
    }
}
