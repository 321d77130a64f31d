/// Gives the people of a slot their cells, so that whoever stood there stays where they are.
enum Seating {
    /// - Parameters:
    ///   - people: at most as many as places.
    ///   - before: who stood in which place.
    ///   - closesRanks: whether the last ones move into what is free.
    /// - Returns: who stands in which place; without trailing free places.
    static func seats(
        _ people: [String],
        places: Int,
        before: [String?],
        closesRanks: Bool,
    ) -> [String?] {
        let present = Set(people)
        var seats = before.map { person in
            person.flatMap { present.contains($0) ? $0 : nil }
        }
        let seated = Set(seats.compactMap(\.self))
        for newcomer in people where !seated.contains(newcomer) {
            if let free = seats.firstIndex(of: nil) {
                seats[free] = newcomer
            } else {
                seats.append(newcomer)
            }
        }
        while let last = seats.last, last == nil || closesRanks || seats.count > places {
            guard let free = seats.firstIndex(of: nil) else { break }
            seats.removeLast()
            if free < seats.count { seats[free] = last }
        }
        return seats
    }
}
