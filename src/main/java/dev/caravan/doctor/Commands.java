package dev.caravan.doctor;

import java.util.Optional;

/** Asks another program of the machine. */
@FunctionalInterface
public interface Commands {

  /** What it prints; empty where there is no such program, or it fails or does not end soon. */
  Optional<String> output(String... command) throws InterruptedException;
}
