import Conference
import JSON

/// Reads the members of one JSON object and notes every fault, where `Decodable` stops at the first.
struct FieldReader {
    private let object: JSONValue
    private var faults: FieldFaults
    private var known: Set<String> = []

    /// Reads a whole body.
    ///
    /// - Parameter body: returns nil only where it has come upon a fault.
    /// - Throws: `Problem` (422) that names every fault.
    static func read<Value>(
        _ value: JSONValue,
        _ body: (inout FieldReader) -> Value?,
    ) throws(Problem) -> Value {
        var faults = FieldFaults()
        let result = read(value, &faults, body)
        guard let result, faults.isEmpty else {
            throw Problem(faults.list, untold: faults.untold)
        }
        return result
    }

    /// Reads an object within a body.
    static func read<Value>(
        _ value: JSONValue,
        _ faults: inout FieldFaults,
        _ body: (inout FieldReader) -> Value?,
    ) -> Value? {
        guard case .object(let members) = value else {
            faults.note("an object")
            return nil
        }
        var reader = FieldReader(object: value, faults: faults)
        let result = body(&reader)
        faults = reader.faults
        let names = reader.known.sorted().joined(separator: ", ")
        for member in members where !reader.known.contains(member.name) {
            let length = member.name.utf8.count
            guard length <= maximumToldName else {
                faults.note("a name of \(length) bytes is not known here; known are: \(names)")
                continue
            }
            faults.within(member.name) { $0.note("not known here; known are: \(names)") }
        }
        return result
    }

    /// No field has a longer name; one that is longer is not told back, in bytes.
    private static let maximumToldName = 64

    private init(object: JSONValue, faults: FieldFaults) {
        self.object = object
        self.faults = faults
    }

    /// The value of a field; nil if it is absent or faulty.
    mutating func optional<Value>(_ field: Field<Value>) -> Value? {
        known.insert(field.name)
        guard let value = object[field.name] else { return nil }
        return faults.within(field.name) { field.read(value, &$0) }
    }

    /// The value of a field that must be there; nil only if that is a fault.
    mutating func required<Value>(_ field: Field<Value>) -> Value? {
        known.insert(field.name)
        guard object[field.name] != nil else {
            faults.within(field.name) { $0.note("missing") }
            return nil
        }
        return optional(field)
    }

    /// Faults that the fields by themselves do not have.
    mutating func note(_ reason: String) { faults.note(reason) }

    /// What is wrong within a field, as somebody else has found out.
    mutating func note(_ found: [FieldFault], within name: String) {
        faults.note(found, within: name)
    }
}
