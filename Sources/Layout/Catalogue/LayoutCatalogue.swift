import JSON

/// The layouts that a server knows, by name and alias.
///
/// Each of them is complete: what it uses has been put in.
package struct LayoutCatalogue: Sendable {
    /// A layout has at most so many variants, those of what it uses included: what uses something
    /// that uses something and so on would otherwise take longer and longer to compare.
    package static let maximumVariants = 512

    /// By name; linked.
    private var documents: [String: LayoutDocument] = [:]
    private var namesByAlias: [String: String] = [:]

    /// An empty one.
    package init() {}

    /// - Throws: names that stand twice, uses of what is not there or of each other in a ring, and
    ///   layouts that use more than `maximumVariants`; each fault says which layout it is about.
    package init(_ documents: [LayoutDocument]) throws(LayoutFaults) {
        var faults: [LayoutFault] = []
        for document in documents {
            faults += nameFaults(of: document)
            self.documents[document.name] = document
            for alias in document.aliases { namesByAlias[alias] = document.name }
        }
        var linker = Linker(catalogue: self, faults: faults)
        for document in documents { _ = linker.link(document) }
        guard linker.faults.isEmpty else { throw LayoutFaults(linker.faults) }
        self.documents = linker.linked
    }

    /// The names without the aliases, sorted.
    package var names: [String] { documents.keys.sorted() }

    /// All layouts, by name.
    package var byName: [String: LayoutDocument] { documents }

    /// By name or alias.
    package subscript(name: String) -> LayoutDocument? {
        documents[name] ?? namesByAlias[name].flatMap { documents[$0] }
    }

    /// A document with everything put in that it uses.
    ///
    /// - Throws: every use of what nobody knows, and of more than `maximumVariants`.
    package func linked(_ document: LayoutDocument) throws(LayoutFaults) -> LayoutDocument {
        var document = document
        var faults: [LayoutFault] = []
        for (index, name) in document.uses {
            if let used = self[name] {
                document.variants[index].content = .use(name, used)
            } else {
                faults.append(missing(name, index))
            }
        }
        if document.linkedVariants > Self.maximumVariants { faults.append(.usesTooMuch) }
        guard faults.isEmpty else { throw LayoutFaults(faults) }
        return document
    }

    private func nameFaults(of document: LayoutDocument) -> [LayoutFault] {
        ([document.name] + document.aliases).enumerated().compactMap { index, name in
            guard let owner = self[name]?.name else { return nil }
            let pointer =
                index == 0
                ? JSONPointer([.member("name")])
                : JSONPointer([.member("aliases"), .element(index - 1)])
            let reason = "the name \"\(name)\" belongs to the layout \"\(owner)\""
            var fault = LayoutFault(pointer, reason)
            fault.layout = document.name
            return fault
        }
    }

    private func missing(_ name: String, _ index: Int) -> LayoutFault {
        LayoutFault(
            .use(index),
            "no layout is named \"\(name.clipped)\"\(Spelling.advice(for: name, among: names))",
        )
    }

    /// Links each document once, those first that others use.
    private struct Linker {
        let catalogue: LayoutCatalogue
        var faults: [LayoutFault]
        var linked: [String: LayoutDocument] = [:]
        /// How many variants each of `linked` has.
        private var variants: [String: Int] = [:]
        /// The layouts whose uses led to the one at hand.
        private var path: [String] = []

        init(catalogue: LayoutCatalogue, faults: [LayoutFault]) {
            self.catalogue = catalogue
            self.faults = faults
        }

        mutating func link(_ document: LayoutDocument) -> LayoutDocument {
            if let done = linked[document.name] { return done }
            var document = document
            var variants = document.variants.count
            path.append(document.name)
            for (index, name) in document.uses {
                guard let used = catalogue[name] else {
                    note(catalogue.missing(name, index), in: document)
                    continue
                }
                guard !path.contains(used.name) else {
                    let ring = (path + [used.name]).joined(separator: " → ")
                    let reason = "layouts use each other in a ring: \(ring)"
                    note(LayoutFault(.use(index), reason), in: document)
                    continue
                }
                let inner = link(used)
                variants += self.variants[inner.name] ?? 0
                document.variants[index].content = .use(name, inner)
            }
            path.removeLast()
            if variants > LayoutCatalogue.maximumVariants {
                note(.usesTooMuch, in: document)
                // Told once: not of those that use it.
                variants = 0
            }
            self.variants[document.name] = variants
            linked[document.name] = document
            return document
        }

        private mutating func note(_ fault: LayoutFault, in document: LayoutDocument) {
            var fault = fault
            fault.layout = document.name
            faults.append(fault)
        }
    }
}

extension LayoutDocument {
    /// How many variants it has, those of what it uses included.
    fileprivate var linkedVariants: Int {
        variants.reduce(0) { sum, variant in
            guard case .use(_, let used?) = variant.content else { return sum + 1 }
            return sum + 1 + used.linkedVariants
        }
    }

    /// The variants that hand over to another layout, and its name.
    fileprivate var uses: [(index: Int, name: String)] {
        variants.enumerated().compactMap { index, variant in
            guard case .use(let name, _) = variant.content else { return nil }
            return (index, name)
        }
    }
}

extension LayoutFault {
    fileprivate static let usesTooMuch = LayoutFault(
        JSONPointer([.member("variants")]),
        "uses too much: more than \(LayoutCatalogue.maximumVariants) variants with those of the "
            + "layouts that it uses, and that these use",
    )
}

extension JSONPointer {
    fileprivate static func use(_ index: Int) -> JSONPointer {
        JSONPointer([.member("variants"), .element(index), .member("use")])
    }
}
