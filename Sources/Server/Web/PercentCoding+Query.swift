import Conference

extension PercentCoding {
    /// The first value of a key in a query; nil without one.
    ///
    /// - Throws: `Problem` (400) if the value is not percent-encoded UTF-8.
    static func value(of key: String, inQuery query: String?) throws(Problem) -> String? {
        guard let encoded = encodedValue(of: key, inQuery: query) else { return nil }
        if let value = decode(encoded, plusIsSpace: true) { return value }
        let fault = FieldFault(pointer: "?\(key)", reason: "percent-encoded UTF-8")
        throw Problem(parameters: [fault])
    }
}
