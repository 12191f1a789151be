"""Who and where: regions, schools, classrooms, classes and pupils, people and their roles."""
