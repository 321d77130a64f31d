internal import ICE
internal import Media
internal import Peer

/// Whose a datagram is: peers by identity, by our user name fragment, by path, by source.
///
/// A peer is a slot number here. What a peer may occupy is bounded, so that no client can make
/// the tables grow.
struct PeerDirectory {
    /// Fragments of one peer: before and after an ICE restart, and of one or two restarts that came
    /// to nothing in between.
    static let maximumFragments = 4
    /// Paths of one peer: a client with several addresses checks each pair.
    static let maximumPaths = 16
    /// Announced sources of one peer.
    static let maximumSources = 32

    private struct Entries {
        var fragments: [FragmentKey] = []
        var paths: [TransportPath] = []
        var sources: [SSRC] = []
    }

    private var byPeer: [PeerID: Int] = [:]
    private var byFragment: [FragmentKey: Int] = [:]
    private var byPath: [TransportPath: Int] = [:]
    private var bySource: [SSRC: Int] = [:]
    private var entries: [Int: Entries] = [:]
    /// Media comes in rows from one path: the last answer is mostly the next one.
    private var lastLookup: (path: TransportPath, slot: Int)?

    var peerCount: Int { byPeer.count }

    func slot(of peer: PeerID) -> Int? { byPeer[peer] }

    func slot(addressedBy fragment: FragmentKey) -> Int? { byFragment[fragment] }

    func slot(sending source: SSRC) -> Int? { bySource[source] }

    mutating func slot(on path: TransportPath) -> Int? {
        if let lastLookup, lastLookup.path == path { return lastLookup.slot }
        guard let slot = byPath[path] else { return nil }
        lastLookup = (path, slot)
        return slot
    }

    mutating func insert(_ peer: PeerID, slot: Int) {
        byPeer[peer] = slot
        entries[slot] = Entries()
    }

    /// Makes a peer reachable by a fragment; of several the newest count.
    mutating func bind(_ fragment: FragmentKey, to slot: Int) {
        guard entries[slot]?.fragments.contains(fragment) == false else { return }
        if let old = Self.append(
            fragment,
            to: &entries[slot, default: Entries()].fragments,
            limit: Self.maximumFragments,
        ) {
            Self.remove(old, of: slot, from: &byFragment)
        }
        byFragment[fragment] = slot
    }

    /// Lets a path lead to a peer, also if it led to another one before.
    mutating func bind(_ path: TransportPath, to slot: Int) {
        guard byPath[path] != slot else { return }
        lastLookup = nil
        if let old = Self.append(
            path,
            to: &entries[slot, default: Entries()].paths,
            limit: Self.maximumPaths,
        ) {
            Self.remove(old, of: slot, from: &byPath)
        }
        byPath[path] = slot
    }

    /// Replaces the sources that a peer has announced; one that another peer has stays its.
    mutating func setSources(_ sources: [SSRC], of slot: Int) {
        for old in entries[slot]?.sources ?? [] { Self.remove(old, of: slot, from: &bySource) }
        let kept = Array(sources.prefix(Self.maximumSources))
        entries[slot]?.sources = kept
        for source in kept where bySource[source] == nil { bySource[source] = slot }
    }

    mutating func remove(_ peer: PeerID) {
        guard let slot = byPeer.removeValue(forKey: peer) else { return }
        guard let own = entries.removeValue(forKey: slot) else { return }
        lastLookup = nil
        for fragment in own.fragments { Self.remove(fragment, of: slot, from: &byFragment) }
        for path in own.paths { Self.remove(path, of: slot, from: &byPath) }
        for source in own.sources { Self.remove(source, of: slot, from: &bySource) }
    }

    /// Appends; returns what had to go for it.
    private static func append<Key: Equatable>(
        _ key: Key,
        to keys: inout [Key],
        limit: Int,
    ) -> Key? {
        keys.removeAll { $0 == key }
        keys.append(key)
        return keys.count > limit ? keys.removeFirst() : nil
    }

    /// Removes a key unless it leads to another slot by now.
    private static func remove<Key: Hashable>(
        _ key: Key,
        of slot: Int,
        from table: inout [Key: Int],
    ) {
        if table[key] == slot { table[key] = nil }
    }
}
