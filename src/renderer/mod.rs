//! What a rendering is: a request in, manifests out.
