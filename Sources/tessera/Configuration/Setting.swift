/// One thing that can be configured: by flag, environment, file, in that order, or by default.
struct Setting: Sendable {
    /// Its path in the file, for example `http.port`.
    let key: String
    /// What it is for.
    let purpose: String
    /// What a right value looks like, as the end of "must be …".
    let expectation: String
    /// Its value if nothing else is said, as it would be written.
    let defaultText: String
    /// Whether the file may give it as a list; elsewhere commas separate.
    let isList: Bool
    /// Takes a text over into the configuration; false if it is not right.
    let apply: @Sendable (String, inout Configuration) -> Bool

    /// Its environment variable, for example `TESSERA_HTTP_PORT`.
    var variable: String {
        "TESSERA_" + key.uppercased().map { $0 == "." || $0 == "-" ? "_" : String($0) }.joined()
    }

    /// Its flag, for example `--http-port`.
    var flag: String { "--" + key.map { $0 == "." ? "-" : String($0) }.joined() }
}

extension Setting {
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
            isList: false,
            apply: { text, configuration in
                guard let value = Int(text), range.contains(value), !isEven || value % 2 == 0
                else { return false }
                configuration[keyPath: path] = value
                return true
            },
        )
    }

    static func text(
        _ key: String,
        _ path: any WritableKeyPath<Configuration, String> & Sendable,
        oneOf choices: [String]? = nil,
        _ purpose: String,
    ) -> Setting {
        Setting(
            key: key,
            purpose: purpose,
            expectation: choices.map { "one of " + $0.joined(separator: ", ") } ?? "not empty",
            defaultText: Configuration()[keyPath: path],
            isList: false,
            apply: { text, configuration in
                guard choices?.contains(text) ?? !text.isEmpty else { return false }
                configuration[keyPath: path] = text
                return true
            },
        )
    }

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
            isList: false,
            apply: { text, configuration in
                guard let value = Bool(text) else { return false }
                configuration[keyPath: path] = value
                return true
            },
        )
    }

    /// A list of web origins.
    static func origins(
        _ key: String,
        _ path: any WritableKeyPath<Configuration, [String]> & Sendable,
        _ purpose: String,
    ) -> Setting {
        Setting(
            key: key,
            purpose: purpose,
            expectation: "a list of origins such as https://portal.example.org, or *",
            defaultText: "",
            isList: true,
            apply: { text, configuration in
                let origins = text.split(separator: ",").map { $0.filter { $0 != " " } }
                guard origins.allSatisfy(isOrigin) else { return false }
                configuration[keyPath: path] = origins
                return true
            },
        )
    }

    /// A scheme and an authority and nothing after it (RFC 6454 §6.2).
    private static func isOrigin(_ text: String) -> Bool {
        if text == "*" { return true }
        for scheme in ["http://", "https://"] where text.hasPrefix(scheme) {
            let authority = text.dropFirst(scheme.count)
            return !authority.isEmpty && !authority.contains("/")
        }
        return false
    }
}
