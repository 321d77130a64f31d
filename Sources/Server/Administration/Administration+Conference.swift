package import Conference

extension Conference: Administration {}
