/// A piece of work that the hot path does over and over.
struct Kernel {
    let name: String
    /// What one run of it handles, for example "9 sources, one tick".
    let unit: String
    /// Bytes that it reads or writes, to set it beside a plain copy; 0: no such comparison.
    var bytes = 0
    let run: () -> Void
}
