import Conference

/// Collects what is wrong with a body, each fault with the place where it is.
struct FieldFaults {
    /// So many are told one by one; of the others only how many they are.
    static let most = 32

    private(set) var list: [FieldFault] = []
    /// How many more there are.
    private(set) var untold = 0
    /// The names on the way to the value that is being read.
    private var path: [String] = []

    var isEmpty: Bool { list.isEmpty }

    /// Notes what is wrong with the value that is being read.
    mutating func note(_ reason: @autoclosure () -> String) {
        guard list.count < Self.most else {
            untold += 1
            return
        }
        list.append(FieldFault(pointer: Self.pointer(path), reason: reason()))
    }

    /// Takes over what is wrong within a member of the present value.
    mutating func note(_ faults: [FieldFault], within name: String) {
        let place = Self.pointer(path + [name])
        let told = faults.prefix(max(0, Self.most - list.count))
        list += told.map { FieldFault(pointer: place + $0.pointer, reason: $0.reason) }
        untold += faults.count - told.count
    }

    /// Reads a member of the present value.
    mutating func within<Result>(
        _ name: String,
        _ body: (inout FieldFaults) -> Result,
    ) -> Result {
        path.append(name)
        defer { path.removeLast() }
        return body(&self)
    }

    /// RFC 6901 §3.
    private static func pointer(_ path: [String]) -> String {
        path.map { name in
            "/" + name.replacing("~", with: "~0").replacing("/", with: "~1")
        }.joined()
    }
}
