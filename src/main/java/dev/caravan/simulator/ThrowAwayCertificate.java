package dev.caravan.simulator;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;

/**
 * A key and a self-signed certificate for {@code localhost}, {@code 127.0.0.1} and {@code ::1} that
 * live as long as one simulator.
 *
 * <p>The JDK has no public way to make a certificate (Netty's needs BouncyCastle, internal classes
 * that JDK 17 keeps closed, or a {@code keytool} process), so its few bytes are written here.
 *
 * <p>Shape: X.509 version 3 in DER (RFC 5280 section 4.1), key on curve P-256, signed with SHA-256
 * and ECDSA; subject and issuer {@code CN=caravan simulator}; one extension, the alternative names.
 */
final class ThrowAwayCertificate {

  private static final Duration VALID_BEFORE = Duration.ofDays(1);
  private static final Duration VALID_AFTER = Duration.ofDays(365);
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'");
  private static final int SERIAL_BITS = 100;

  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OCTET_STRING = 0x04;
  private static final int UTF8_STRING = 0x0c;
  private static final int UTC_TIME = 0x17;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int VERSION = 0xa0;
  private static final int EXTENSIONS = 0xa3;
  private static final int DNS_NAME = 0x82;
  private static final int IP_ADDRESS = 0x87;

  private static final byte[] ECDSA_WITH_SHA256 = {
    0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x04, 0x03, 0x02
  };
  private static final byte[] COMMON_NAME = {0x06, 0x03, 0x55, 0x04, 0x03};
  private static final byte[] ALTERNATIVE_NAMES = {0x06, 0x03, 0x55, 0x1d, 0x11};

  private final PrivateKey key;
  private final X509Certificate certificate;

  private ThrowAwayCertificate(PrivateKey key, X509Certificate certificate) {
    this.key = key;
    this.certificate = certificate;
  }

  /** Makes one that is valid from a day before to a year after a moment. */
  static ThrowAwayCertificate make(Instant now) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      byte[] algorithm = der(SEQUENCE, ECDSA_WITH_SHA256);
      byte[] body = body(pair, algorithm, now);
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(pair.getPrivate());
      signature.update(body);
      byte[] encoded = der(SEQUENCE, body, algorithm, bits(signature.sign()));
      X509Certificate made =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(encoded));
      made.verify(pair.getPublic());
      return new ThrowAwayCertificate(pair.getPrivate(), made);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("throw-away certificate not made: " + e.getMessage(), e);
    }
  }

  private static byte[] body(KeyPair pair, byte[] algorithm, Instant now) throws IOException {
    byte[] name =
        der(
            SEQUENCE,
            der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, ascii("caravan simulator")))));
    byte[] serial = new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(0).toByteArray();
    byte[] validity = der(SEQUENCE, time(now.minus(VALID_BEFORE)), time(now.plus(VALID_AFTER)));
    byte[] names =
        der(
            SEQUENCE,
            der(DNS_NAME, ascii("localhost")),
            der(IP_ADDRESS, InetAddress.getByName("127.0.0.1").getAddress()),
            der(IP_ADDRESS, InetAddress.getByName("::1").getAddress()));
    byte[] extension = der(SEQUENCE, ALTERNATIVE_NAMES, der(OCTET_STRING, names));
    return der(
        SEQUENCE,
        der(VERSION, der(INTEGER, new byte[] {2})),
        der(INTEGER, serial),
        algorithm,
        name,
        validity,
        name,
        pair.getPublic().getEncoded(),
        der(EXTENSIONS, der(SEQUENCE, extension)));
  }

  private static byte[] time(Instant moment) {
    return der(UTC_TIME, ascii(TIME.format(moment.atOffset(ZoneOffset.UTC))));
  }

  private static byte[] bits(byte[] bytes) {
    return der(BIT_STRING, new byte[] {0}, bytes);
  }

  /** One value with its tag and length. */
  private static byte[] der(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(tag);
    int length = content.size();
    if (length > 0xff) {
      whole.write(0x82);
      whole.write(length >>> 8);
    } else if (length > 0x7f) {
      whole.write(0x81);
    }
    whole.write(length);
    whole.writeBytes(content.toByteArray());
    return whole.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  PrivateKey key() {
    return key;
  }

  X509Certificate certificate() {
    return certificate;
  }

  /** Writes the certificate, not the key, as PEM. */
  void write(Path file) throws IOException {
    byte[] encoded;
    try {
      encoded = certificate.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IOException("certificate cannot be encoded: " + e.getMessage(), e);
    }
    String text = Base64.getMimeEncoder(64, ascii("\n")).encodeToString(encoded);
    Files.writeString(
        file, "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n");
  }
}
