/// Finds what somebody meant who wrote something else.
enum Spelling {
    /// "; did you mean …?" or the list of what there is.
    static func advice(for word: String, among known: [String]) -> String {
        if let near = nearest(to: word, among: known) { return "; did you mean \"\(near)\"?" }
        return ": one of " + known.joined(separator: ", ")
    }

    /// The known word that differs least, if it is near enough to be meant.
    static func nearest(to word: String, among known: [String]) -> String? {
        let wanted = Array(word.lowercased().unicodeScalars)
        // A hostile key may be as long as the document.
        guard (1...40).contains(wanted.count) else { return nil }
        if wanted.count > 2, let whole = known.first(where: { $0.lowercased().hasPrefix(word) }) {
            return whole
        }
        let ranked = known.map { ($0, distance(wanted, Array($0.lowercased().unicodeScalars))) }
        guard let best = ranked.min(by: { $0.1 < $1.1 }) else { return nil }
        return best.1 <= max(1, wanted.count / 3) ? best.0 : nil
    }

    /// Letters to insert, delete, replace or exchange with their neighbour.
    private static func distance(_ left: [UnicodeScalar], _ right: [UnicodeScalar]) -> Int {
        var beforeLast = [Int]()
        var last = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let isSame = left[row] == right[column]
                var cost = min(last[column] + (isSame ? 0 : 1), last[column + 1] + 1)
                cost = min(cost, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1],
                    left[row - 1] == right[column]
                {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
