import Media

/// What is kept of each address that asks for sessions; bounded, whoever asks.
struct AddressBook: Sendable {
    private struct Entry: Sendable {
        var openings: RateLimit
        /// Sessions whose media has not come yet.
        var waiting = 0
    }

    /// Addresses that are told apart; when so many are busy, the others share one entry.
    static let maximumEntries = 4096

    private let limits: SessionLimits
    private var entries: [AddressKey: Entry] = [:]

    init(_ limits: SessionLimits) { self.limits = limits }

    var count: Int { entries.count }

    /// Takes one request from what an address may ask for; false if that is used up.
    mutating func mayOpen(_ address: AddressKey, now: Instant) -> Bool {
        let key = entryKey(of: address, now: now)
        return entries[key]?.openings.take(now: now) ?? false
    }

    /// Counts a session that waits for its media.
    ///
    /// - Returns: the key to give it back with; nil if the address has too many of them.
    mutating func reserve(_ address: AddressKey, now: Instant) -> AddressKey? {
        let key = entryKey(of: address, now: now)
        guard entries[key]?.waiting ?? 0 < limits.maximumWaiting else { return nil }
        entries[key]?.waiting += 1
        return key
    }

    /// A session's media has come, or the session is gone.
    mutating func release(_ key: AddressKey) {
        entries[key]?.waiting -= 1
    }

    /// Finds or makes an address's entry; the shared one where there is no room for another.
    private mutating func entryKey(of address: AddressKey, now: Instant) -> AddressKey {
        guard entries[address] == nil else { return address }
        if entries.count >= Self.maximumEntries {
            entries = entries.filter { $0.value.waiting > 0 || !$0.value.openings.isFull(now: now) }
        }
        let key = entries.count < Self.maximumEntries ? address : .shared
        if entries[key] == nil { entries[key] = Entry(openings: RateLimit(limits.openings)) }
        return key
    }
}
