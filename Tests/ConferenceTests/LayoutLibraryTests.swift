import Conference
import Layout
import Testing

/// Layouts that are kept in memory, for as long as a test runs.
actor LayoutDrawer: LayoutStorage {
    private(set) var kept: [String: LayoutDocument] = [:]
    private var reason: String?

    nonisolated func place(for name: String, isTaken: (String) -> Bool) -> String { name }

    func keep(_ document: LayoutDocument, at place: String) async throws(LayoutStorageError) {
        // As a disk does: others get their turn meanwhile.
        for _ in 0..<16 { await Task.yield() }
        try check()
        kept[place] = document
    }

    func remove(_ place: String) async throws(LayoutStorageError) {
        for _ in 0..<16 { await Task.yield() }
        try check()
        kept[place] = nil
    }

    /// From now on nothing can be kept or removed.
    func jam(_ reason: String) { self.reason = reason }

    private func check() throws(LayoutStorageError) {
        if let reason { throw LayoutStorageError(reason) }
    }
}

extension LayoutDocument {
    /// A layout of one slot, or one that uses another.
    static func sample(_ name: String, using other: String? = nil) -> LayoutDocument {
        let grid = LayoutDocument.Grid(rect: .whole, shape: .fixed(columns: 2, rows: 1))
        let slot = LayoutDocument.Slot(id: "pair", area: .grid(grid), source: [.others])
        var screen = LayoutDocument.Condition()
        screen.screen = true
        let using = other.map { [LayoutDocument.Variant(when: screen, use: $0)] } ?? []
        let variants = using + [LayoutDocument.Variant(slots: [slot])]
        return LayoutDocument(name: name, title: name, variants: variants)
    }
}

@Suite("The layouts that rooms can have")
struct LayoutLibraryTests {
    private func library() throws -> LayoutLibrary {
        LayoutLibrary(shipped: try LayoutCatalogue([.grid]))
    }

    @Test("What has changed is taken over, by where it is kept")
    func places() throws {
        let library = try library()
        #expect(library.update(["a": .sample("one"), "b": .sample("two")]).isEmpty)
        #expect(library.catalogue.names == ["grid", "one", "two"])
        #expect(library.place(of: "two") == "b" && library.place(of: "grid") == nil)
        #expect(library.isShipped("grid") && !library.isShipped("one"))
        // The file got another name, the other one is gone.
        #expect(library.update(["a": .sample("three"), "b": nil]).isEmpty)
        #expect(library.catalogue.names == ["grid", "three"])
        #expect(library.holds("a") && !library.holds("b"))
    }

    @Test("Two names at a time change places, and layouts that use each other come together")
    func together() throws {
        let library = try library()
        _ = library.update(["a": .sample("one"), "b": .sample("two")])
        #expect(library.update(["a": .sample("two"), "b": .sample("one")]).isEmpty)
        #expect(library.place(of: "one") == "b")
        let users = library.update(["c": .sample("three", using: "four"), "d": .sample("four")])
        #expect(users.isEmpty && library.catalogue["three"] != nil)
    }

    @Test("What contradicts the others is not taken; what was there stays, the rest is taken")
    func refused() throws {
        let library = try library()
        _ = library.update(["a": .sample("one"), "b": .sample("two", using: "one")])
        let faults = library.update([
            "a": nil, "b": .sample("two", using: "nobody"), "c": .sample("grid"),
            "d": .sample("four"), "e": .sample("five", using: "four"),
        ])
        #expect(faults.keys.sorted() == ["a", "b", "c"])
        #expect(faults["a"]?.faults.first?.layout == "two")
        #expect(faults["c"]?.faults.first?.reason.contains("belongs to") == true)
        #expect(library.catalogue.names == ["five", "four", "grid", "one", "two"])
        #expect(throws: LayoutFaults.self) { try library.check(nil, at: "a") }
        #expect(throws: Never.self) { try library.check(nil, at: "b") }
        #expect(library.catalogue["two"] != nil)
    }

    @Test("There is a bound")
    func bounded() throws {
        let library = try library()
        let many = (0..<LayoutLibrary.maximumOwn).map {
            ("\($0)", LayoutDocument.sample("n\($0)"))
        }
        #expect(library.update(Dictionary(uniqueKeysWithValues: many)).isEmpty)
        #expect(library.update(["more": .sample("more")]).count == 1)
        #expect(library.update(["more": .sample("more"), "0": nil]).isEmpty)
        #expect(library.catalogue.names.count == LayoutLibrary.maximumOwn + 1)
    }
}
