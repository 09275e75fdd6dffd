/**
 * Reads what the operator decided, checks all of it at once, and names every problem; starts
 * nothing.
 */
@NullMarked
package dev.caravan.config;

import org.jspecify.annotations.NullMarked;
