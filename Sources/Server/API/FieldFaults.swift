import Conference

/// Collects what is wrong with a body, each fault with the place where it is.
struct FieldFaults {
    private(set) var list: [FieldFault] = []
    /// The names on the way to the value that is being read.
    private var path: [String] = []

    var isEmpty: Bool { list.isEmpty }

    /// Notes what is wrong with the value that is being read.
    mutating func note(_ reason: String) {
        list.append(FieldFault(pointer: Self.pointer(path), reason: reason))
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
