import Glibc
import NIOCore

/// Why the server cannot listen where it was told to.
package struct ListenError: Error, CustomStringConvertible {
    package let description: String

    init(host: String, port: Int, _ error: IOError) {
        let reason =
            switch error.errnoCode {
            case EADDRINUSE: "another program does already; choose another port"
            case EACCES: "this user may not; take a port above 1023, or a proxy in front"
            case EADDRNOTAVAIL: "this machine has no such address; 0.0.0.0 stands for all it has"
            default: String(cString: strerror(error.errnoCode))
            }
        let place = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        description = "cannot listen on \(place): \(reason)"
    }
}
