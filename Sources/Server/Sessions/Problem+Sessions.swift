import Conference
import HTTPTypes
import Peer

extension Problem {
    /// Why there is no place for another session, or no more is done to one.
    init(_ refusal: SessionTable.Refusal, _ limits: SessionLimits) {
        switch refusal {
        case .tooFast:
            self.init(.tooManyRequests, "too many requests: slow down")
            headers[.retryAfter] = "1"
        case .tooManyWaiting:
            let detail =
                "\(limits.maximumWaiting) sessions of this address wait for their media already"
            self.init(.tooManyRequests, detail)
            headers[.retryAfter] = "5"
        case .full:
            self.init(.serviceUnavailable, "the server has as many sessions as it holds")
            headers[.retryAfter] = "10"
        }
    }

    /// Why a fragment had no effect.
    init(_ error: TrickleError) {
        switch error {
        case .noSession:
            self.init(.notFound, "there is no such session")
        case .otherSession:
            self.init(.preconditionFailed, "this is not the present ICE session")
        case .refused(.malformed(let reason)):
            self.init(.badRequest, "malformed fragment: \(reason)")
        case .refused(let error):
            self.init(error)
        }
    }
}
