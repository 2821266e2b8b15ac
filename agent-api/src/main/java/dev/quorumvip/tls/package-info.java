/**
 * Who is who among agents and operator, by certificates of the installation's own CA.
 *
 * <p>{@link dev.quorumvip.tls.TlsIdentity} is the door: it reads a certificate, its key and the CA from PEM files, reads
 * them again when they change, and gives the managers and contexts that TLS is done with. What a certificate lets its
 * owner do is its {@link dev.quorumvip.tls.TlsRole}, a DNS name among its subject alternative names. Host names and
 * addresses are not looked at: nodes change theirs, and the CA signs for nobody else.
 */
@NullMarked
package dev.quorumvip.tls;

import org.jspecify.annotations.NullMarked;
