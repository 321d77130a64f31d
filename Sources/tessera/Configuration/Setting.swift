/// One thing that can be configured: by flag, environment, file, in that order, or by default.
struct Setting: Sendable {
    /// Its path in the file, for example `http.port`.
    let key: String
    /// What it is for, as a line of the help.
    let purpose: String
    /// What a right value looks like, as the end of "must be …".
    let expectation: String
    /// Its value if nothing else is said, as it would be written.
    let defaultText: String
    /// Takes a text over into the configuration; false if it is not right.
    let apply: @Sendable (String, inout Configuration) -> Bool
    /// What the help calls its value; nil: after its flag.
    var valueName: String?
    /// Whether the file may give it as a list; elsewhere commas separate.
    var isList = false
    /// Whether its value is kept out of everything that is printed.
    var isSecret = false
    /// A section whose name alone may stand for this key: `tls: self-signed`.
    var section: String?

    /// Its environment variable, for example `TESSERA_HTTP_PORT`.
    var variable: String {
        "TESSERA_" + (section ?? key).uppercased().map { $0 == "." || $0 == "-" ? "_" : $0 }
    }

    /// Its flag, for example `--http-port`.
    var flag: String { "--" + (section ?? key).map { $0 == "." ? "-" : $0 } }
}

extension Setting {
    /// A number in a range.
    static func number(
        _ key: String,
        _ path: any WritableKeyPath<Configuration, Int> & Sendable,
        in range: ClosedRange<Int>,
        isEven: Bool = false,
        _ purpose: String,
    ) -> Setting {
        Setting(
            key: key,
            purpose: purpose,
            expectation:
                "\(isEven ? "an even" : "a") number from \(range.lowerBound) to \(range.upperBound)",
            defaultText: String(Configuration()[keyPath: path]),
            apply: { text, configuration in
                guard let value = Int(text), range.contains(value), !isEven || value % 2 == 0
                else { return false }
                configuration[keyPath: path] = value
                return true
            },
            valueName: "n",
        )
    }

    /// A text that is not empty, unless it is empty by default.
    static func text(
        _ key: String,
        _ path: any WritableKeyPath<Configuration, String> & Sendable,
        _ purpose: String,
        as valueName: String? = nil,
    ) -> Setting {
        let standard = Configuration()[keyPath: path]
        return Setting(
            key: key,
            purpose: purpose,
            expectation: standard.isEmpty ? "a text" : "not empty",
            defaultText: standard,
            apply: { text, configuration in
                guard !text.isEmpty || standard.isEmpty else { return false }
                configuration[keyPath: path] = text
                return true
            },
            valueName: valueName,
        )
    }

    /// One of the cases of an enumeration.
    static func choice<Value: RawRepresentable<String> & CaseIterable & Sendable>(
        _ key: String,
        _ path: any WritableKeyPath<Configuration, Value> & Sendable,
        orSection section: String? = nil,
        _ purpose: String,
    ) -> Setting {
        Setting(
            key: key,
            purpose: purpose,
            expectation: "one of " + Value.allCases.map(\.rawValue).joined(separator: ", "),
            defaultText: Configuration()[keyPath: path].rawValue,
            apply: { text, configuration in
                guard let value = Value(rawValue: text) else { return false }
                configuration[keyPath: path] = value
                return true
            },
            valueName: Value.allCases.map(\.rawValue).joined(separator: "|"),
            section: section,
        )
    }

    /// True or false.
    static func flag(
        _ key: String,
        _ path: any WritableKeyPath<Configuration, Bool> & Sendable,
        _ purpose: String,
    ) -> Setting {
        Setting(
            key: key,
            purpose: purpose,
            expectation: "true or false",
            defaultText: String(Configuration()[keyPath: path]),
            apply: { text, configuration in
                guard let value = Bool(text) else { return false }
                configuration[keyPath: path] = value
                return true
            },
            valueName: "true|false",
        )
    }

    /// A list, empty by default; `read` gives nil for a text that is no element.
    static func list<Element>(
        _ key: String,
        _ path: any WritableKeyPath<Configuration, [Element]> & Sendable,
        of expectation: String,
        _ purpose: String,
        read: @escaping @Sendable (String) -> Element?,
    ) -> Setting {
        Setting(
            key: key,
            purpose: purpose,
            expectation: "a list of " + expectation,
            defaultText: "",
            apply: { text, configuration in
                let texts = text.split(separator: ",").map { String($0.filter { $0 != " " }) }
                let elements = texts.compactMap(read)
                guard elements.count == texts.count else { return false }
                configuration[keyPath: path] = elements
                return true
            },
            valueName: "a,b",
            isList: true,
        )
    }
}
