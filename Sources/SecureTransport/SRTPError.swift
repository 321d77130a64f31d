/// Why a packet was not protected or not accepted; it ends that packet only.
package enum SRTPError: Error, Hashable, Sendable {
    /// The packet was accepted before, or is older than the replay window.
    case replay
    /// Not protected with the expected key, or changed on its way.
    case authentication
    /// Not a whole RTP or RTCP packet.
    case malformed
    /// The other end uses more sources than one peer may.
    case tooManySources
    /// The buffer has no room for what protection adds.
    case noRoom
    /// Another status of libsrtp (`srtp_err_status_t`).
    case library(status: UInt32)
}
