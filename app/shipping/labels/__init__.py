"""What is printed for a parcel: label, packing list, unboxing card, labels of items. Read back before it may be used."""
