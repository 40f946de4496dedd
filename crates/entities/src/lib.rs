//! Recognise people, organisations and places, and link them to one id across scripts.
