import Media

/// What those may use up who come by one request, without a socket.
package struct SessionLimits: Hashable, Sendable {
    /// A session description of one participant is some thousand bytes.
    package var maximumBodyBytes = 64 << 10
    /// Sessions of the whole server.
    package var maximumSessions = 2000
    /// Sessions of one address whose media has not come yet; each lasts some ten seconds.
    package var maximumWaiting = 16
    /// Requests for a session from one address, 5 a second.
    package var openings = Rate(oneEach: .milliseconds(200), burst: 40)
    /// Requests to change one session, 2 a second.
    package var changes = Rate(oneEach: .milliseconds(500), burst: 40)

    package init() {}
}
