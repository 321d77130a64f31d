extension LayoutDocument {
    /// The variant that applies, through the layouts that it uses.
    struct Choice {
        /// Whose slots they are: the document itself or one that it uses.
        let document: LayoutDocument
        let slots: [Slot]
        /// The index of the variant here and in each document used.
        let path: [Int]
    }

    /// The first variant that applies; nil if none does.
    func choice(in facts: Circumstances) -> Choice? {
        for (index, variant) in variants.enumerated() where variant.when?.holds(in: facts) ?? true {
            switch variant.content {
            case .slots(let slots): return Choice(document: self, slots: slots, path: [index])
            case .use(_, nil): continue
            case .use(_, let used?):
                guard let inner = used.choice(in: facts) else { continue }
                let path = [index] + inner.path
                return Choice(document: inner.document, slots: inner.slots, path: path)
            }
        }
        return nil
    }

    /// The variant at a path of `Choice`; nil if the path leads nowhere.
    func choice(at path: some Collection<Int>) -> Choice? {
        guard let index = path.first, variants.indices.contains(index) else { return nil }
        switch variants[index].content {
        case .slots(let slots):
            return path.count == 1 ? Choice(document: self, slots: slots, path: [index]) : nil
        case .use(_, let used):
            guard let inner = used?.choice(at: path.dropFirst()) else { return nil }
            return Choice(document: inner.document, slots: inner.slots, path: [index] + inner.path)
        }
    }
}
