package dev.caravan.stream;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.EpochNanoClock;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Says whom a connection believes to be the venue: the authorities of the system, and the
 * certificates of one more file where the operator names it.
 *
 * <p>Shape of the file: PEM, one or more {@code BEGIN CERTIFICATE} blocks; anything around them is
 * ignored. The host name in the venue's certificate is always checked, also where the file holds
 * that very certificate.
 *
 * <p>Immutable and thread-safe. Loading reads the system's store, which takes tens of milliseconds:
 * not for an event loop, and once per feed rather than once per connection.
 */
public final class TlsTrust {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN CERTIFICATE-----\\s.*?-----END CERTIFICATE-----", Pattern.DOTALL);
  private static final int LARGEST_FILE = 1 << 20;
  private static final String NEXT_STEP =
      "; correct venues.<venue>.trust-certificate or remove it to trust the system's authorities"
          + " only";

  private final SslContext context;
  private final TrustManagerFactory managers;
  private final int authorities;

  private TlsTrust(SslContext context, TrustManagerFactory managers, int authorities) {
    this.context = context;
    this.managers = managers;
    this.authorities = authorities;
  }

  /** Believes the system's authorities only. */
  public static TlsTrust system() throws IOException {
    return load(Optional.empty(), EpochNanoClock.system());
  }

  /**
   * Believes the system's authorities and the certificates of a file.
   *
   * @param certificateFile what {@code venues.<venue>.trust-certificate} names
   * @param clock says which certificates have expired
   * @throws IOException if the file is missing or unreadable, holds no certificate, or one that has
   *     expired or is not valid yet; the message says which and what to do
   */
  public static TlsTrust load(Optional<Path> certificateFile, EpochNanoClock clock)
      throws IOException {
    requireNonNull(clock, "clock");
    List<X509Certificate> added =
        certificateFile.isPresent() ? read(certificateFile.get(), clock) : List.of();
    try {
      List<X509Certificate> believed = new ArrayList<>(systemAuthorities());
      believed.addAll(added);
      TrustManagerFactory managers = managers(believed);
      return new TlsTrust(
          SslContextBuilder.forClient()
              .trustManager(managers)
              .endpointIdentificationAlgorithm("HTTPS")
              .build(),
          managers,
          believed.size());
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  /** How many certificates are believed, the system's and the file's. */
  public int authorities() {
    return authorities;
  }

  /** The handler that encrypts one connection and checks that the certificate names the host. */
  public SslHandler newHandler(ByteBufAllocator allocator, String host, int port) {
    return context.newHandler(allocator, host, port);
  }

  /** The same trust for clients of the JDK, which check the host's name themselves. */
  public SSLContext jdkContext() throws IOException {
    try {
      SSLContext made = SSLContext.getInstance("TLS");
      made.init(null, managers.getTrustManagers(), null);
      return made;
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  private static TrustManagerFactory managers(List<X509Certificate> believed)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (int i = 0; i < believed.size(); i++) {
      store.setCertificateEntry("certificate-" + i, believed.get(i));
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory;
  }

  private static List<X509Certificate> systemAuthorities() throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    List<X509Certificate> authorities = new ArrayList<>();
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        authorities.addAll(List.of(x509.getAcceptedIssuers()));
      }
    }
    return authorities;
  }

  private static List<X509Certificate> read(Path file, EpochNanoClock clock) throws IOException {
    String text = text(file);
    Matcher blocks = BLOCK.matcher(text);
    List<X509Certificate> certificates = new ArrayList<>();
    while (blocks.find()) {
      X509Certificate certificate = certificate(file, certificates.size() + 1, blocks.group());
      checkTime(file, certificate, clock);
      certificates.add(certificate);
    }
    if (certificates.isEmpty()) {
      throw refusal(
          file, "holds no '-----BEGIN CERTIFICATE-----' block, so it is no PEM file", null);
    }
    return certificates;
  }

  private static String text(Path file) throws IOException {
    try {
      long size = Files.size(file);
      if (size > LARGEST_FILE) {
        throw refusal(file, "has " + size + "B, more than the " + LARGEST_FILE + "B allowed", null);
      }
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw refusal(file, "does not exist", e);
    }
  }

  private static X509Certificate certificate(Path file, int number, String block)
      throws IOException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(block.getBytes(StandardCharsets.ISO_8859_1)));
    } catch (CertificateException e) {
      throw refusal(file, "is garbled at certificate " + number + ": " + e.getMessage(), e);
    }
  }

  private static void checkTime(Path file, X509Certificate certificate, EpochNanoClock clock)
      throws IOException {
    Instant now = Instant.ofEpochSecond(0, clock.epochNanos());
    Date from = certificate.getNotBefore();
    Date until = certificate.getNotAfter();
    String subject = certificate.getSubjectX500Principal().getName();
    if (now.isAfter(until.toInstant())) {
      throw refusal(file, "expired: subject=" + subject + " notAfter=" + until.toInstant(), null);
    }
    if (now.isBefore(from.toInstant())) {
      throw refusal(
          file, "is not valid yet: subject=" + subject + " notBefore=" + from.toInstant(), null);
    }
  }

  private static IOException refusal(Path file, String reason, @Nullable Exception cause) {
    return new IOException("trust certificate " + file + " " + reason + NEXT_STEP, cause);
  }
}
