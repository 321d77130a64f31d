internal import COpenSSL
package import Media

// OpenSSL 3.0 keeps the time of DTLS repetitions itself (ssl/d1_lib.c, gettimeofday), looks at it
// in each read, and repeats the flight there when it is over. So that only *our* deadline counts,
// the timer callback gives each flight an hour, and before our own call of
// DTLSv1_handle_timeout the time-out is moved into the past, through the pointer to it that the
// library hands to its BIO. Versions after 3.0 hand out a copy: there the callback gives the same
// times as our deadline does, and both run, one on the machine's clock.

extension DTLSTransport {
    /// The first repetition comes early: on the paths of a call, 50 ms is a long round trip.
    private static let firstBackOff = Interval.milliseconds(50)
    private static let longestBackOff = Interval.seconds(3)
    /// How long to wait if the library's own clock says that it is too early.
    private static let retryInterval = Interval.milliseconds(10)

    /// `previous` is 0 for a flight's first time-out; all times are in microseconds.
    static let timerCallback: DTLS_timer_cb = { ssl, previous in
        if previous == 0 { unsafe DTLSWire.wire(of: ssl)?.flightStarted = true }
        guard tessera_timer_is_writable() == 0 else { return 3_600_000_000 }
        return previous == 0 ? 50_000 : min(previous * 2, 3_000_000)
    }

    /// Sends the last flight again if its answer is overdue.
    ///
    /// Twelve repetitions without an answer, about 20 s, end the association.
    package mutating func handleTimeout(now: Instant) {
        guard let deadline, now >= deadline else { return }
        ERR_clear_error()
        if let timer = unsafe wire.timer {
            unsafe timer.pointee = timeval(tv_sec: 0, tv_usec: 1)
        }
        let result = unsafe tessera_handle_timeout(ssl)
        if result > 0 {
            self.deadline = now + backOff
            backOff = min(backOff * 2, Self.longestBackOff)
        } else if result == 0 {
            self.deadline = now + Self.retryInterval
        } else {
            fail(.timedOut)
        }
    }

    /// Follows the library: a new flight waits anew, no flight waits not at all.
    mutating func updateDeadline(now: Instant) {
        guard unsafe tessera_timer_runs(ssl) == 1 else {
            deadline = nil
            return
        }
        guard wire.flightStarted || deadline == nil else { return }
        wire.flightStarted = false
        deadline = now + Self.firstBackOff
        backOff = Self.firstBackOff * 2
    }
}
