import Media

/// Remembers how requests that bore a key were answered.
///
/// Bounded in number, in bytes and in time; past that the oldest answer is forgotten, and a request
/// that comes again then is a new one.
actor IdempotencyStore {
    struct Limits: Sendable {
        var answers = 1000
        var bytes = 4 << 20
        var age = Interval.seconds(24 * 3600)
    }

    /// What makes two requests the same.
    struct Fingerprint: Hashable, Sendable {
        let method: String
        let target: String
        let body: [UInt8]
    }

    /// What to do with a request that bears a key.
    enum Verdict: Sendable {
        /// To do it; `finish` or `abandon` must follow.
        case isNew
        case isAnswered(APIReply)
        /// The same key came with another request.
        case isOther
        /// The same request is being done at this moment.
        case isUnderWay
    }

    private struct Record {
        let fingerprint: Fingerprint
        let since: Instant
        var reply: APIReply?

        var bytes: Int {
            256 + fingerprint.target.utf8.count + fingerprint.body.count + (reply?.body.count ?? 0)
        }
    }

    private let limits: Limits
    private var records: [IdempotencyKey: Record] = [:]
    /// Of those that are answered, the oldest first.
    private var answered: [IdempotencyKey] = []
    private var bytes = 0

    init(_ limits: Limits = Limits()) { self.limits = limits }

    var count: Int { records.count }

    func begin(_ key: IdempotencyKey, _ fingerprint: Fingerprint, now: Instant) -> Verdict {
        forgetOld(now: now)
        guard let record = records[key] else {
            records[key] = Record(fingerprint: fingerprint, since: now)
            return .isNew
        }
        guard record.fingerprint == fingerprint else { return .isOther }
        return record.reply.map { .isAnswered($0) } ?? .isUnderWay
    }

    /// Keeps the answer of a request that `begin` called new.
    func finish(_ key: IdempotencyKey, _ reply: APIReply) {
        guard var record = records[key], record.reply == nil else { return }
        record.reply = reply
        records[key] = record
        answered.append(key)
        bytes += record.bytes
        while answered.count > limits.answers || bytes > limits.bytes { forgetOldest() }
    }

    /// The request that `begin` called new has come to nothing: it may come again.
    func abandon(_ key: IdempotencyKey) {
        if records[key]?.reply == nil { records[key] = nil }
    }

    private func forgetOld(now: Instant) {
        while let oldest = answered.first.flatMap({ records[$0] }),
            now - oldest.since > limits.age
        {
            forgetOldest()
        }
    }

    private func forgetOldest() {
        guard !answered.isEmpty, let record = records.removeValue(forKey: answered.removeFirst())
        else { return }
        bytes -= record.bytes
    }
}
