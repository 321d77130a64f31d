import JSON

/// A member of a JSON object that clients send: what it may be, and how it is read.
///
/// The one declaration is what bodies are read with and what the OpenAPI document shows, so that
/// the two cannot differ.
struct Field<Value: Sendable>: Sendable {
    /// Returns nil after it has noted why.
    typealias Reading = @Sendable (JSONValue, inout FieldFaults) -> Value?

    let name: String
    /// JSON Schema of its values.
    let schema: JSONValue
    let read: Reading

    /// As a member of the schema of an object that has this field.
    var member: SchemaMember { SchemaMember(name: name, schema: schema) }
}

/// A named member of an object's schema.
struct SchemaMember: Sendable {
    let name: String
    let schema: JSONValue
}

extension Field {
    static func flag(_ name: String, _ description: String) -> Field where Value == Bool {
        Field(name: name, schema: Schema.flag(description)) { value, faults in
            if case .flag(let flag) = value { return flag }
            faults.note("true or false")
            return nil
        }
    }

    static func integer(
        _ name: String,
        in range: ClosedRange<Int>,
        isEven: Bool = false,
        _ description: String,
    ) -> Field where Value == Int {
        let schema = Schema.integer(in: range, isEven: isEven, description)
        return Field(name: name, schema: schema) { value, faults in
            if let integer = value.wholeNumber, range.contains(integer),
                !isEven || integer.isMultiple(of: 2)
            {
                return integer
            }
            let kind = isEven ? "an even number" : "a whole number"
            faults.note("\(kind), \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
    }

    static func number(
        _ name: String,
        in range: ClosedRange<Double>,
        _ description: String,
    ) -> Field where Value == Double {
        Field(name: name, schema: Schema.number(in: range, description)) { value, faults in
            if let number = value.anyNumber, range.contains(number) { return number }
            faults.note("a number, \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
    }

    static func text(
        _ name: String,
        _ rule: TextRule,
        _ description: String,
    ) -> Field where Value == String {
        Field(name: name, schema: rule.schema(description)) { value, faults in
            if case .text(let text) = value, rule.admits(text) { return text }
            faults.note(rule.wording)
            return nil
        }
    }

    /// The same field, to which null may be given too: that takes the value away.
    func nullable() -> Field<Value?> {
        let read = read
        return Field<Value?>(name: name, schema: Schema.nullable(schema)) { value, faults in
            if value == .null { return .some(nil) }
            return read(value, &faults).map { .some($0) }
        }
    }

    /// An object of fields of its own.
    static func object(
        _ name: String,
        _ schema: JSONValue,
        _ read: @escaping @Sendable (inout FieldReader) -> Value?,
    ) -> Field {
        Field(name: name, schema: schema) { value, faults in
            FieldReader.read(value, &faults, read)
        }
    }
}
