internal import COpenSSL

/// A call into OpenSSL that failed.
package struct SecureTransportError: Error, Hashable, CustomStringConvertible {
    /// What was being done, for instance "make a key".
    package let operation: String
    /// OpenSSL's packed error code; 0 if it left none.
    package let code: UInt
    /// OpenSSL's message; empty if it left none.
    package let message: String

    package init(operation: String, code: UInt = 0, message: String = "") {
        self.operation = operation
        self.code = code
        self.message = message
    }

    /// Takes the first error of this thread's OpenSSL queue and clears the queue.
    static func takingError(of operation: String) -> SecureTransportError {
        let code = ERR_get_error()
        defer { ERR_clear_error() }
        guard code != 0 else { return SecureTransportError(operation: operation) }
        let message = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { text in
            guard let start = text.baseAddress else { return "" }
            unsafe ERR_error_string_n(code, start, text.count)
            return unsafe String(cString: start)
        }
        return SecureTransportError(operation: operation, code: UInt(code), message: message)
    }

    package var description: String {
        message.isEmpty ? "\(operation) failed" : "\(operation) failed: \(message)"
    }
}
