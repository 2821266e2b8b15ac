package dev.quorumvip.tls;

import java.nio.file.Path;

/**
 * The three files that an identity is read from, all PEM. In a Kubernetes secret of the type {@code
 * kubernetes.io/tls} they are {@code tls.crt}, {@code tls.key} and {@code ca.crt}.
 *
 * @param certificate the certificate, followed by those of the authorities between it and the CA, if there are any
 * @param key its private key, not encrypted: PKCS#8, PKCS#1 ("RSA PRIVATE KEY") or SEC 1 ("EC PRIVATE KEY")
 * @param authorities the CA's certificate; several while one CA takes another's place
 */
public record TlsFiles(Path certificate, Path key, Path authorities) {}
