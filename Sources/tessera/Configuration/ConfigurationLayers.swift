/// Where settings come from: a flag counts more than the environment, that more than the file,
/// that more than the default.
struct ConfigurationLayers: Sendable {
    /// By key, for example `http.port`.
    var flags: [String: String] = [:]
    var environment: [String: String] = [:]
    var file: ConfigurationFile?

    /// A setting's value and where it was said.
    struct Origin: Hashable, Sendable {
        let text: String
        /// For a person: `--http-port`, `TESSERA_HTTP_PORT`, `tessera.yaml:3`, `default`.
        let source: String
        let isList: Bool
    }

    /// The effective configuration.
    ///
    /// - Throws: `ConfigurationError` with every fault that there is, not only the first.
    func resolve() throws(ConfigurationError) -> Configuration {
        var configuration = Configuration()
        var faults = file?.faults ?? []
        faults += unknownKeys()
        for setting in Configuration.settings {
            guard let origin = origin(of: setting), origin.source != "default" else { continue }
            let isRight =
                (!origin.isList || setting.isList)
                && setting.apply(origin.text, &configuration)
            guard !isRight else { continue }
            faults.append(
                "\(origin.source): \(setting.key) is \"\(origin.text)\", "
                    + "must be \(setting.expectation)"
            )
        }
        guard faults.isEmpty else { throw ConfigurationError(faults: faults) }
        return configuration
    }

    /// The effective configuration as a file, each line with where it was said.
    func printed() -> String {
        var lines: [String] = []
        var section = ""
        for setting in Configuration.settings {
            guard let origin = origin(of: setting) else { continue }
            let parts = setting.key.split(separator: ".").map(String.init)
            if parts.count > 1, parts[0] != section { lines.append("\(parts[0]):") }
            section = parts.count > 1 ? parts[0] : ""
            let indent = parts.count > 1 ? "  " : ""
            let value =
                setting.isList
                ? "[" + origin.text.split(separator: ",").map(Self.quoted).joined(separator: ", ")
                    + "]"
                : Self.quoted(origin.text)
            lines.append("\(indent)\(parts[parts.count - 1]): \(value)  # \(origin.source)")
        }
        return lines.joined(separator: "\n")
    }

    /// Variables that look like settings and are none: reported, not refused, because platforms set
    /// variables of their own after a service's name.
    var unknownVariables: [String] {
        let known = Set(Configuration.settings.map(\.variable) + ["TESSERA_CONFIG"])
        return environment.keys.filter { $0.hasPrefix("TESSERA_") && !known.contains($0) }.sorted()
    }

    private func origin(of setting: Setting) -> Origin? {
        if let text = flags[setting.key] {
            return Origin(text: text, source: setting.flag, isList: false)
        }
        if let text = environment[setting.variable] {
            return Origin(text: text, source: setting.variable, isList: false)
        }
        if let file, let value = file.values[setting.key] {
            let source = "\(file.name):\(value.line)"
            return Origin(text: value.text, source: source, isList: value.isList)
        }
        return Origin(text: setting.defaultText, source: "default", isList: false)
    }

    private func unknownKeys() -> [String] {
        guard let file else { return [] }
        let known = Configuration.settings.map(\.key)
        return file.values.filter { !known.contains($0.key) }
            .sorted { $0.value.line < $1.value.line }
            .map { key, value in
                let near = known.min { Self.distance($0, key) < Self.distance($1, key) } ?? ""
                let advice =
                    Self.distance(near, key) <= 3
                    ? "did you mean \(near)?" : "there are " + known.joined(separator: ", ")
                return "\(file.name):\(value.line): unknown key \(key); \(advice)"
            }
    }

    /// As YAML: plain where that is unambiguous.
    private static func quoted(_ text: some StringProtocol) -> String {
        let isPlain =
            !text.isEmpty
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "./-_".contains($0)) }
        guard !isPlain else { return String(text) }
        let escaped = text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }
        return "\"" + escaped.joined() + "\""
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

/// Why there is no configuration: every fault, each with its place and what would be right.
struct ConfigurationError: Error, Hashable, CustomStringConvertible {
    let faults: [String]

    var description: String { faults.joined(separator: "\n") }
}
