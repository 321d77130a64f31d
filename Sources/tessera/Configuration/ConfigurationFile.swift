import Yams

/// A YAML file of settings, flattened: each value with the line it stands on.
struct ConfigurationFile: Sendable {
    struct Value: Hashable, Sendable {
        let text: String
        let line: Int
        let isList: Bool
        /// Nothing stands after the key: a section without content.
        var isEmptySection = false
    }

    let name: String
    /// By key, for example `http.port`.
    private(set) var values: [String: Value] = [:]
    /// What is wrong with the file as a whole, or with single places of it.
    private(set) var faults: [String] = []

    /// Reads a text; what is wrong with it goes to `faults`.
    init(name: String, yaml: String) {
        self.name = name
        do {
            // An empty file says nothing, which is right.
            guard let root = try Yams.compose(yaml: yaml) else { return }
            if root.scalar?.string == "" { return }
            guard let mapping = root.mapping else {
                faults.append("\(name): must be a mapping of settings")
                return
            }
            read(mapping, path: [])
        } catch {
            faults.append("\(name):\(Self.describe(error))")
        }
    }

    private mutating func read(_ mapping: Node.Mapping, path: [String]) {
        for (keyNode, node) in mapping {
            let line = keyNode.mark?.line ?? 0
            guard let name = keyNode.scalar?.string else {
                faults.append("\(self.name):\(line): a key must be a name")
                continue
            }
            let path = path + [name]
            let key = path.joined(separator: ".")
            switch node {
            case .scalar(let scalar):
                values[key] = Value(
                    text: scalar.string,
                    line: line,
                    isList: false,
                    isEmptySection: scalar.style == .plain && scalar.string.isEmpty,
                )
            case .sequence(let sequence):
                let texts = sequence.compactMap { $0.scalar?.string }
                guard texts.count == sequence.count else {
                    faults.append("\(self.name):\(line): \(key) must be a list of plain values")
                    continue
                }
                let text = texts.joined(separator: ",")
                values[key] = Value(text: text, line: line, isList: true)
            case .mapping(let inner):
                read(inner, path: path)
            case .alias:
                faults.append("\(self.name):\(line): \(key): aliases are not supported")
            }
        }
    }

    private static func describe(_ error: any Error) -> String {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            "\(mark.line): not YAML at column \(mark.column): \(problem)"
        case .duplicatedKeysInMapping(let keys, let context):
            "\(context.mark.line): written twice: " + keys.joined(separator: ", ")
        default:
            " not YAML: \(error)"
        }
    }
}
