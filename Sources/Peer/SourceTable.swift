import Media

/// Which m-line an SSRC of the other side belongs to.
///
/// Bounded: a peer that keeps changing its SSRC is told apart by `isFull`.
struct SourceTable {
    /// What a source carries.
    enum Role: UInt8, BitwiseCopyable {
        case media
        case retransmission
    }

    struct Entry: BitwiseCopyable {
        var source: SSRC
        /// The index of the m-line.
        var track: Int
        var role: Role
        /// Said BYE.
        var hasLeft = false
        /// The newest sequence number so far; nil before the first packet.
        var newest: SequenceNumber?
    }

    static let capacity = 32

    private var entries = [Entry]()

    init() { entries.reserveCapacity(Self.capacity) }

    var isFull: Bool { entries.count >= Self.capacity }
    var isEmpty: Bool { entries.isEmpty }

    /// Whether there are media sources and each of them said BYE.
    var haveAllLeft: Bool {
        var found = false
        for index in 0..<entries.count where entries[index].role == .media {
            if !entries[index].hasLeft { return false }
            found = true
        }
        return found
    }

    func find(_ source: SSRC) -> Entry? {
        for index in 0..<entries.count where entries[index].source == source {
            return entries[index]
        }
        return nil
    }

    /// Binds a source in the place of the one that had this role in the track.
    ///
    /// A source that is known moves to the new track.
    mutating func bind(_ source: SSRC, to track: Int, as role: Role) {
        entries.removeAll { $0.track == track && $0.role == role && $0.source != source }
        let entry = Entry(source: source, track: track, role: role)
        for index in 0..<entries.count where entries[index].source == source {
            entries[index] = entry
            return
        }
        guard !isFull else { return }
        entries.append(entry)
    }

    /// Notes RTCP BYE (RFC 3550 §6.6); false if the source is not known.
    mutating func markLeft(_ source: SSRC) -> Bool {
        for index in 0..<entries.count where entries[index].source == source {
            entries[index].hasLeft = true
            return true
        }
        return false
    }

    /// Notes a packet of a source; it is present (again).
    ///
    /// - Returns: whether the packet is newer than all before it.
    mutating func note(_ source: SSRC, _ sequence: SequenceNumber) -> Bool {
        for index in 0..<entries.count where entries[index].source == source {
            entries[index].hasLeft = false
            if let newest = entries[index].newest, newest.distance(to: sequence) <= 0 {
                return false
            }
            entries[index].newest = sequence
            return true
        }
        return false
    }

    mutating func removeAll(of track: Int) {
        entries.removeAll { $0.track == track }
    }
}
