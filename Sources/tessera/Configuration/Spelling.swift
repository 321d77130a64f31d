/// Finds what somebody probably meant.
enum Spelling {
    /// The name that a mistyped one is nearest to; nil if none is near.
    static func nearest(to name: String, among names: [String]) -> String? {
        let near = names.min { distance($0, name) < distance($1, name) }
        // Of a short name little may be wrong, or anything is near.
        let most = min(3, (name.count + 1) / 3)
        return near.flatMap { distance($0, name) <= most ? $0 : nil }
    }

    /// How many characters must be added, removed or changed (Levenshtein).
    private static func distance(_ left: String, _ right: String) -> Int {
        let right = Array(right)
        var row = Array(0...right.count)
        for (i, character) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in right.enumerated() {
                let substitution = diagonal + (character == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substitution, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[right.count]
    }
}
