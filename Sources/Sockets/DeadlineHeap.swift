internal import Media

/// The deadlines of numbered slots, the earliest at hand (a binary heap with places).
struct DeadlineHeap {
    private struct Entry {
        var deadline: Instant
        var slot: Int
    }

    private var entries: [Entry] = []
    /// Of each slot its place in `entries`, −1 for none.
    private var places: [Int] = []

    /// The earliest deadline and whose it is.
    var first: (deadline: Instant, slot: Int)? {
        entries.first.map { ($0.deadline, $0.slot) }
    }

    /// Sets, moves or (nil) removes a slot's deadline.
    mutating func set(_ deadline: Instant?, of slot: Int) {
        while places.count <= slot { places.append(-1) }
        let place = places[slot]
        switch (deadline, place >= 0) {
        case (nil, false):
            return
        case (nil, true):
            remove(at: place)
        case (let deadline?, false):
            entries.append(Entry(deadline: deadline, slot: slot))
            places[slot] = entries.count - 1
            rise(from: entries.count - 1)
        case (let deadline?, true):
            guard entries[place].deadline != deadline else { return }
            entries[place].deadline = deadline
            rise(from: place)
            sink(from: places[slot])
        }
    }

    private mutating func remove(at place: Int) {
        let slot = entries[place].slot
        let last = entries.removeLast()
        places[slot] = -1
        guard place < entries.count else { return }
        entries[place] = last
        places[last.slot] = place
        rise(from: place)
        sink(from: places[last.slot])
    }

    private mutating func rise(from start: Int) {
        var place = start
        while place > 0 {
            let parent = (place - 1) / 2
            guard entries[place].deadline < entries[parent].deadline else { return }
            swap(place, parent)
            place = parent
        }
    }

    private mutating func sink(from start: Int) {
        var place = start
        while true {
            var least = place
            for child in 2 * place + 1...2 * place + 2 where child < entries.count {
                if entries[child].deadline < entries[least].deadline { least = child }
            }
            guard least != place else { return }
            swap(place, least)
            place = least
        }
    }

    private mutating func swap(_ left: Int, _ right: Int) {
        entries.swapAt(left, right)
        places[entries[left].slot] = left
        places[entries[right].slot] = right
    }
}
