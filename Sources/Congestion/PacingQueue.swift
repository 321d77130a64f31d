import Media

/// Packets in the order in which they were appended; the storage is allocated once.
struct PacingQueue: ~Copyable {
    struct Entry {
        var bytes = 0
        var token: UInt32 = 0
        var since = Instant(nanoseconds: 0)
    }

    private(set) var bytes = 0
    private(set) var count = 0
    private var head = 0
    private var entries: [Entry]

    init(capacity: Int) {
        precondition(capacity > 0, "a queue holds something")
        entries = Array(repeating: Entry(), count: capacity)
    }

    var first: Entry? { count == 0 ? nil : entries[head] }

    /// - Returns: false if it is full.
    mutating func append(_ entry: Entry) -> Bool {
        guard count < entries.count else { return false }
        entries[(head + count) % entries.count] = entry
        count += 1
        bytes += entry.bytes
        return true
    }

    mutating func popFirst() -> Entry? {
        guard let entry = first else { return nil }
        head = (head + 1) % entries.count
        count -= 1
        bytes -= entry.bytes
        return entry
    }

    mutating func removeAll() {
        head = 0
        count = 0
        bytes = 0
    }
}
