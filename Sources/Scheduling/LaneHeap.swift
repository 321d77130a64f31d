/// Lanes in the order of a key, the smallest first: a worker's queue and its timers.
///
/// Owned by one worker thread. It allocates only in `reserve`, which follows lane creation.
struct LaneHeap: ~Copyable {
    struct Entry {
        /// A deadline or a release, in nanoseconds.
        var key: Int64
        /// Decides between equal keys (arrival order); for timers the timer's generation.
        var tag: UInt64
        var lane: Lane

        func precedes(_ other: Entry) -> Bool { (key, tag) < (other.key, other.tag) }
    }

    private var entries: [Entry] = []
    private var reserved = 0

    var isEmpty: Bool { entries.isEmpty }
    var count: Int { entries.count }
    var firstKey: Int64? { entries.first?.key }

    /// Makes room for so many lanes.
    mutating func reserve(_ count: Int) {
        guard count > reserved else { return }
        reserved = max(count, 2 * reserved)
        entries.reserveCapacity(reserved)
    }

    mutating func insert(_ entry: Entry) {
        entries.append(entry)
        siftUp(from: entries.count - 1)
    }

    mutating func popFirst() -> Entry? {
        guard let last = entries.popLast() else { return nil }
        guard let first = entries.first else { return last }
        entries[0] = last
        siftDown(from: 0)
        return first
    }

    /// Removes a lane's entry if there is one; linear.
    mutating func remove(_ lane: Lane) -> Bool {
        guard let index = entries.firstIndex(where: { $0.lane === lane }) else { return false }
        entries.swapAt(index, entries.count - 1)
        entries.removeLast()
        if index < entries.count {
            siftDown(from: index)
            siftUp(from: index)
        }
        return true
    }

    /// Reads each lane's key anew, after a deadline has been brought forward while queued.
    mutating func rekey(_ key: (Lane) -> Int64) {
        for index in entries.indices { entries[index].key = key(entries[index].lane) }
        for index in stride(from: entries.count / 2 - 1, through: 0, by: -1) {
            siftDown(from: index)
        }
    }

    private mutating func siftUp(from index: Int) {
        var child = index
        while child > 0 {
            let parent = (child - 1) / 2
            guard entries[child].precedes(entries[parent]) else { return }
            entries.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func siftDown(from index: Int) {
        var parent = index
        while true {
            var smallest = parent
            let left = 2 * parent + 1
            let right = left + 1
            if left < entries.count, entries[left].precedes(entries[smallest]) { smallest = left }
            if right < entries.count, entries[right].precedes(entries[smallest]) {
                smallest = right
            }
            guard smallest != parent else { return }
            entries.swapAt(parent, smallest)
            parent = smallest
        }
    }
}
