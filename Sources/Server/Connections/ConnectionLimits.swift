/// What connections of HTTP and WebSocket may use up: how many there are, and their time.
package struct ConnectionLimits: Hashable, Sendable {
    /// All that are open at the same time.
    package var total = 4096
    /// Those from one address (of IPv6: from one network).
    ///
    /// Connections from this machine count only in `total`: a proxy speaks for many.
    package var perAddress = 256
    /// How long a connection may be silent: before its first request, and between two.
    package var silence = Duration.seconds(60)
    /// How long a request may take to arrive, from its first byte to its last.
    ///
    /// The largest body, 64 KiB, takes as long at 17 kbit/s.
    package var request = Duration.seconds(30)
    /// How long the other side may leave what is written to it unread.
    package var reading = Duration.seconds(30)

    package init() {}
}
